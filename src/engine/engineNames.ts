/** What the engine's worker is called: whether it should have its own workers started before anybody asks for work. */
export const engineNames = { idle: 'engine', expectingWork: 'engine, expecting work' } as const;
