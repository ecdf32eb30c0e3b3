import { useParams } from 'wouter';
import { Trouble } from '../../design/notice/notice.tsx';
import { TraceView } from './trace-view.tsx';
import { useTrace } from './use-trace.ts';

/** The life of one request. */
export default function Trace() {
  const { id = '' } = useParams<{ id: string }>();
  const { data, error } = useTrace(id);
  if (data) return <TraceView trace={data} />;
  return error ? <Trouble error={error} /> : <p className="soft">Reading the trace…</p>;
}
