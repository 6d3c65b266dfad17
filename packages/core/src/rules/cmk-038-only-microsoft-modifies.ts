import { deniedAt, managedTargetNouns } from './managed-group-request.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-038',
  name: 'only-microsoft-modifies',
  statement:
    'What Microsoft makes in the managed resource group is modified by Microsoft only, is not made up front, and is never transferred.',
  class: 'wire',
  sources: [
    { document: 'HOWTO-A', section: 'Limitations', line: 27, anchor: 'transfer ownership to you' },
    { document: 'HOWTO-B', line: 34, anchor: 'transfer ownership to you' },
    {
      document: 'CONCEPT',
      section: 'Limitations',
      line: 46,
      anchor: 'upfront or transfer ownership',
    },
    {
      document: 'CONCEPT',
      section: 'How and what workspace metadata is stored',
      line: 52,
      anchor: 'only be modified by Microsoft',
    },
    { document: 'AISTUDIO', line: 72, anchor: 'be modified by you' },
  ],
  holds: [{ from: 'howto-a', level: 'must' }],
  appliesTo: ['managedGroupRequest'],
  check: ({ managedGroupRequest: request }) => {
    // What is deleted is the subject of CMK-039.
    if (!request || request.what === 'delete') return undefined;
    if (request.what === 'read') return [];
    return [
      {
        path: 'managedGroupRequest.what',
        expected: `nothing but reading ${managedTargetNouns[request.target]}`,
        received: 'a change of it',
      },
    ];
  },
  refusals: [deniedAt('managedGroup.write')],
  remarks: [
    'A deny assignment of the service stands over the group; it excludes the service and the identity of the workspace, and not even owners.',
    'So the group takes no tags, diagnostic settings, policy exemptions or locks either.',
    'Of Azure Machine Learning nobody quoted the words; they are those of deny assignments of other services.',
  ],
  fix: 'Change what the stores hold through Azure Machine Learning; for stores without the group choose service-side encryption.',
});
