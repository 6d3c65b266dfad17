// The lint rules of this repository.
import { ambient } from './ambient.mjs';
import { tables } from './tables.mjs';

export default { meta: { name: 'azureml-cmk' }, rules: { ambient, tables } };
