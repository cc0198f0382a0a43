import { Fragment, useId, useMemo, useState } from 'react';
import { encodeUtf8 } from '../../../base/bytes.ts';
import { formatBytes } from '../../format.ts';
import { looksBinary } from '../../text/controls.ts';
import { hexLines } from '../../text/hex.ts';
import { parseJson } from '../../text/json.ts';
import { CopyButton } from '../values/CopyButton.tsx';
import { ForeignText } from './ForeignText.tsx';
import { JsonTree } from './JsonTree.tsx';
import { LongText } from './LongText.tsx';
import { MoreButton } from './MoreButton.tsx';
import './ForeignData.css';

type DataForm = 'JSON' | 'Text' | 'Hex';

/** Shown before a person asks for more. */
const firstBytes = 1_024;

interface ForeignDataProps {
  readonly text: string;
  readonly contentType?: string | null;
  /** Names the group of views where a page has several. */
  readonly label?: string;
}

/** Foreign data in the form that suits it; the other forms are one key away. */
export function ForeignData({ text, contentType = null, label = 'Data view' }: ForeignDataProps) {
  const json = useMemo(() => (/^\s*[[{]/.test(text) ? parseJson(text) : undefined), [text]);
  const bytes = useMemo(() => encodeUtf8(text), [text]);
  const views: readonly DataForm[] = json === undefined ? ['Text', 'Hex'] : ['JSON', 'Text', 'Hex'];
  const [wanted, setWanted] = useState<DataForm | null>(null);
  const natural: DataForm = json !== undefined ? 'JSON' : looksBinary(text) ? 'Hex' : 'Text';
  const view = wanted ?? natural;
  return (
    <div className="data-view">
      <div className="data-view-bar">
        <ViewChoice label={label} views={views} view={view} onChoose={setWanted} />
        <span className="data-view-size">
          {formatBytes(bytes.length)}
          {text !== '' && text.trim() === '' ? ' · white space only' : null}
          {contentType === null ? null : (
            <>
              {' · '}
              <ForeignText text={contentType} />
            </>
          )}
        </span>
        <CopyButton text={text} label="Copy data" compact />
      </div>
      {view === 'JSON' && json !== undefined ? (
        <div className="text-block json-block">
          <JsonTree node={json} />
        </div>
      ) : view === 'Hex' ? (
        <HexView bytes={bytes} />
      ) : (
        <pre className="text-block">
          <LongText text={text} ansi />
        </pre>
      )}
    </div>
  );
}

function ViewChoice(props: {
  readonly label: string;
  readonly views: readonly DataForm[];
  readonly view: DataForm;
  readonly onChoose: (view: DataForm) => void;
}) {
  const name = useId();
  return (
    <fieldset className="choice">
      <legend className="visually-hidden">{props.label}</legend>
      {props.views.map((view) => (
        <label key={view} className="choice-option">
          <input
            type="radio"
            name={name}
            checked={view === props.view}
            onChange={() => props.onChoose(view)}
          />
          <span>{view}</span>
        </label>
      ))}
    </fieldset>
  );
}

function HexView({ bytes }: { readonly bytes: Uint8Array }) {
  const [limit, setLimit] = useState(firstBytes);
  const shown = bytes.subarray(0, limit);
  return (
    <>
      <pre className="text-block hex-block">
        {hexLines(shown).map((line) => (
          <Fragment key={line.offset}>
            <span className="quiet">{line.offset}</span>
            {`  ${line.bytes.padEnd(48)}`}
            <span className="hex-characters">{`  ${line.characters}`}</span>
            {'\n'}
          </Fragment>
        ))}
      </pre>
      {shown.length < bytes.length ? (
        <p>
          <MoreButton left={formatBytes(bytes.length - shown.length)} onMore={() => setLimit(limit * 8)} />
        </p>
      ) : null}
    </>
  );
}
