/** Statuses by the names that lists of operations call them. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [200, 'OK'],
  [201, 'Created'],
  [202, 'Accepted'],
  [204, 'NoContent'],
  [400, 'BadRequest'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'NotFound'],
  [405, 'MethodNotAllowed'],
  [409, 'Conflict'],
  [412, 'PreconditionFailed'],
  [429, 'TooManyRequests'],
  [500, 'InternalServerError'],
  [501, 'NotImplemented'],
  [503, 'ServiceUnavailable'],
]);

export const statusName = (status: number): string => NAMES.get(status) ?? String(status);
