import { Badge } from '../../design/badge/badge.tsx';

export function VerdictBadge({ valid }: { readonly valid: boolean | 'unknown' }) {
  if (valid === 'unknown') return <Badge tone="doubt">unknown</Badge>;
  return (
    <Badge tone={valid ? 'good' : 'bad'} dot>
      {valid ? 'valid' : 'invalid'}
    </Badge>
  );
}
