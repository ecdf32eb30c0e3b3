import { AcmCertificate } from '#aws/acm-certificate';
import { expression, type StackSpec } from '../../framework/spec.ts';

/** Every name under which customers and operators reach the system. */
export const certificates: StackSpec = {
  name: 'certificates',
  scope: 'region',
  purpose:
    'The certificate that the ALB of a region shows to Cloudflare. It is asked for here, proven by the ' +
    'records of the stack domain, and used by the stack edge, which waits for it.',
  rows: ['A9'],
  state: 'remote',
  build(context) {
    const { hostname, aliases } = context.topology.edge.api;
    const certificate = new AcmCertificate(context.for('A9', 'E1'), 'api', {
      domainName: hostname,
      subjectAlternativeNames: [...aliases],
      validationMethod: 'DNS',
      keyAlgorithm: 'EC_prime256v1',
      lifecycle: { createBeforeDestroy: true },
    });
    const proof = (field: string) =>
      Object.fromEntries(
        [hostname, ...aliases].map((name) => [
          name,
          expression(
            `one([for option in ${certificate.fqn}.domain_validation_options : ` +
              `trimsuffix(option.${field}, ".") if option.domain_name == "${name}"])`,
          ),
        ]),
      );
    context.export({
      certificateArn: certificate.arn,
      proofNames: proof('resource_record_name'),
      proofValues: proof('resource_record_value'),
    });
    context.expect('aws_acm_certificate.api.validation_method == "DNS"', 'it renews by itself');
  },
};
