/** A query of a dashboard, as Grafana would ask it, and where it stands. */
export interface ExtractedQuery {
  readonly where: string;
  readonly expr: string;
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Every query in the JSON of a dashboard: of panels, of annotations, and of what the reader may choose. */
export function queriesOf(dashboard: unknown): ExtractedQuery[] {
  const { title, panels, annotations, templating } = objectOf(dashboard);
  const found: ExtractedQuery[] = [];
  const visit = (panel: unknown): void => {
    const { title: name, targets, panels: inner } = objectOf(panel);
    for (const target of listOf(targets)) {
      const { expr } = objectOf(target);
      if (typeof expr === 'string') found.push({ where: `${title}, ${name}`, expr });
    }
    for (const one of listOf(inner)) visit(one);
  };
  for (const panel of listOf(panels)) visit(panel);
  for (const annotation of listOf(objectOf(annotations).list)) {
    const { name, expr } = objectOf(annotation);
    if (typeof expr === 'string') found.push({ where: `${title}, ${name}`, expr });
  }
  for (const variable of listOf(objectOf(templating).list)) {
    const { name, query } = objectOf(variable);
    const values = /^label_values\((.+), (\w+)\)$/.exec(String(query));
    if (values) {
      found.push({
        where: `${title}, choice ${name}`,
        expr: `count by (${values[2]}) (${values[1]})`,
      });
    }
  }
  return found;
}
