import { describe, expect, it } from 'vitest';
import { Catalogue } from '../catalogue/catalogue.ts';
import { checkQuery } from './check.ts';

const problemsOf = (query: string, scope: 'region' | 'global' = 'region') =>
  checkQuery(query, new Catalogue(), scope).problems;

describe('a query', () => {
  it.each([
    'sum by (region, bind) (rate(tandem_sms_throttled_total[5m]))',
    'histogram_quantile(0.95, sum by (le, region) (rate(tandem_sim_poll_seconds_bucket[5m])))',
    'sum by (region) (tandem_sms_bind_up) == 0 and on (region) tandem_region_drained == 0',
    'tandem_sms_submits_total{result=~"refused|timed-out"}',
    'topk(3, tandem_events_lag_messages{group="$group"})',
    'rate(tandem_api_requests_total{status=~"5.."}[$__rate_interval])',
    'up{namespace="tandem"} * on (pod) group_left(region) tandem_health_up',
  ])('that names what is there passes: %s', (query) => {
    expect(problemsOf(query)).toEqual([]);
  });

  it.each([
    ['tandem_sms_binds_up', 'nothing exports tandem_sms_binds_up'],
    ['tandem_sms_bind_up{link="1"}', 'tandem_sms_bind_up has no label link'],
    [
      'tandem_sms_submits_total{result="failed"}',
      'tandem_sms_submits_total never has result="failed"',
    ],
    [
      'tandem_sms_submits_total{result=~"refused|failed"}',
      'tandem_sms_submits_total never has result=~"refused|failed"',
    ],
    ['sum by (bind) (tandem_sms_queue_depth)', 'no label bind there: by (bind)'],
    ['sum by (region) (sum(tandem_sms_bind_up))', 'no label region there: by (region)'],
    ['tandem_health_up == on (bind) tandem_sms_bind_up', 'no label bind there: on (bind)'],
    [
      'histogram_quantile(0.9, sum by (region) (rate(tandem_sim_poll_seconds_bucket[5m])))',
      'no label le there: histogram_quantile(0.9, sum by (region) (rate(tandem_sim_poll_seconds_bucket[5m])))',
    ],
    ['{job="api"}', '{job="api"} names no metric'],
    ['sum(rate(tandem_sms_bind_up[5m])', 'syntax error at "" in: sum(rate(tandem_sms_bind_up[5m])'],
  ])('that does not is told so: %s', (query, problem) => {
    expect(problemsOf(query)).toEqual([problem]);
  });

  it('has the label region of others only where all regions are seen', () => {
    const query = 'sum by (region) (kube_deployment_spec_replicas)';
    expect(problemsOf(query, 'global')).toEqual([]);
    expect(problemsOf(query, 'region')).toEqual(['no label region there: by (region)']);
  });

  it('may read what a rule records, with the labels that it leaves', () => {
    const catalogue = new Catalogue();
    catalogue.record({ name: 'slo:api_errors:ratio_rate5m', labels: new Set(['region']) });
    const query = 'sum by (region) (slo:api_errors:ratio_rate5m)';
    expect(checkQuery(query, catalogue, 'region').problems).toEqual([]);
    expect(
      checkQuery('max by (pod) (slo:api_errors:ratio_rate5m)', catalogue, 'region').problems,
    ).toEqual(['no label pod there: by (pod)']);
  });
});
