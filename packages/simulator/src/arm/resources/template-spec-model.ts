/** What deployments and template specs both know of template specs. */

export const TEMPLATE_SPECS = 'Microsoft.Resources/templateSpecs';
export const TEMPLATE_SPEC_VERSIONS = 'Microsoft.Resources/templateSpecs/versions';
