/**
 * What people ask of a spec although no API of Azure takes it, with the documented rule that says why. The rule is named,
 * not judged: a wish has no member, so that no spec can hold it.
 */
import type { Issue } from '../errors/cmk-error.ts';
import { pathText, type Path } from './issue.ts';
import { isJsonObject, type Json } from './plain-json.ts';
import { storeLists } from './store-lists.ts';

/** One wish, recognised by the words of its path: lower case, letters only, a dot between members. */
interface Wish {
  readonly ruleId: `CMK-${string}`;
  readonly asks: RegExp;
  /** What is wished, as the end of "Nothing in Azure ". */
  readonly message: string;
  readonly fix: string;
}

const COMPUTE = String.raw`(?:compute|amlcluster|trainingcluster)`;
const TEMPORARY = '(?:temp|temporary|scratch)disk';

/** Members of a spec that are about other resources, which have names, groups and stores of their own. */
const OTHERS = ['containerGroups', 'clusters', ...Object.values(storeLists)]
  .join('|')
  .toLowerCase();

/** A wish about what Microsoft makes for the workspace. */
function behindWorkspace(words: string): RegExp {
  return new RegExp(String.raw`^(?!(?:${OTHERS})\.).*(?:${words})`);
}

/** In the order in which they are looked for: what names an instance or serverless compute before what names any compute. */
const wishes: readonly Wish[] = Object.freeze([
  {
    ruleId: 'CMK-053',
    asks: new RegExp(String.raw`serverless.*(?:osdisk|${TEMPORARY})`),
    message:
      'Disks of serverless compute are under keys of Microsoft, and no property asks for another.',
    fix: 'Remove it. Keep data in datastores under your key: a serverless node and its disks go when it scales down.',
  },
  {
    ruleId: 'CMK-072',
    asks: new RegExp(String.raw`(?:computeinstance|instance).*(?:osdisk|datadisk|${TEMPORARY})`),
    message:
      'Disks of a compute instance are never under a key of the customer, and no property asks for it.',
    fix: 'Remove it. Set workspace.highBusinessImpact to have the temporary disk encrypted, under a key of Microsoft.',
  },
  {
    ruleId: 'CMK-071',
    asks: new RegExp(String.raw`${COMPUTE}.*${TEMPORARY}`),
    message:
      'The temporary disk of a compute cluster takes keys of the system only, and no property asks for another.',
    fix: 'Remove it. Set workspace.highBusinessImpact to have that disk encrypted.',
  },
  {
    ruleId: 'CMK-070',
    asks: new RegExp(String.raw`${COMPUTE}.*osdisk`),
    message:
      'The OS disk of a compute cluster is never under a key of the customer, and no property asks for it.',
    fix: 'Remove it. Mount data instead of copying it, and let the cluster scale down to no nodes.',
  },
  {
    ruleId: 'CMK-063',
    asks: /^clusters\.(?!create\.).*osdisk/,
    message:
      'The OS disks of a Kubernetes cluster that exists do not come under a key of the customer.',
    fix: 'Remove it. Make a new cluster with a disk encryption set, or take the data disks alone with storageClass.',
  },
  {
    ruleId: 'CMK-074',
    asks: /^workspace\.containerregistry\.(?!create\.).*(?:key|encryption|cmk)/,
    message: 'A registry that exists cannot be put under a key of the customer.',
    fix: 'Remove it. Make a Premium registry with its key (create), or name one that has it.',
  },
  {
    ruleId: 'CMK-025',
    asks: behindWorkspace(
      '(?:cosmosdb|search|storageaccount|searchaccount|searchservice|cosmosdbaccount)(?:armid|resourceid)$|own(?:cosmosdb|search|stores)',
    ),
    message:
      'Existing stores cannot be brought for the metadata of a workspace: Microsoft makes them, and no document tells of another way.',
    fix: "Remove it. To have no stores in your subscription set workspace.encryption.architecture to 'serviceSide'.",
  },
  {
    ruleId: 'CMK-034',
    asks: behindWorkspace('managedresourcegroup|serviceprovisionedresourcegroup|managedgroup'),
    message: 'The name of the managed resource group is made by Microsoft, and cannot be chosen.',
    fix: 'Remove it, and read serviceProvisionedResourceGroup of the workspace after it was made.',
  },
  {
    ruleId: 'CMK-035',
    asks: behindWorkspace(
      String.raw`(?:managed|metadata)(?:cosmosdb|search|storage)\w*name$|cosmosdb(?:account)?name$|searchservicename$`,
    ),
    message:
      'The names of the stores behind a workspace are made by Microsoft, and cannot be chosen.',
    fix: 'Remove it, and list the managed resource group after the workspace was made.',
  },
  {
    ruleId: 'CMK-036',
    asks: /(?:requestunits|cosmosdbthroughput|maxthroughput|minthroughput)/,
    message:
      'Request units of the managed Azure Cosmos DB account scale by themselves, and cannot be set.',
    fix: 'Remove it; the cost estimate tells what they may come to.',
  },
  {
    ruleId: 'CMK-037',
    asks: /managed(?:stores?|resources?|cosmosdb)?(?:virtualnetwork|vnet|subnet)/,
    message:
      'The virtual network of the managed stores is made by Microsoft, and cannot be supplied or changed.',
    fix: 'Remove it; a private endpoint on the workspace brings the network along.',
  },
  {
    ruleId: 'CMK-038',
    asks: /(?:transferownership|managedgroupowner|managedresourceowner)/,
    message: 'What Microsoft makes for a workspace stays with Microsoft, and is not transferred.',
    fix: 'Remove it.',
  },
  {
    ruleId: 'CMK-051',
    asks: /(?:inherit|propagate|cascade|passdown)(?:key|encryption|cmk)|(?:key|encryption|cmk)(?:inherit|propagat|cascad)/,
    message: 'The key of a workspace does not pass down to the resources that it depends on.',
    fix: 'Remove it, and set the key on each resource that takes one.',
  },
  {
    ruleId: 'CMK-031',
    asks: /^workspace\.encryption\.(?:status|enabled|disabled)$/,
    message:
      'Whose keys a workspace is under is settled when it is made: under yours, if a spec makes it.',
    fix: 'Remove it; without a key of yours there is nothing to describe here.',
  },
  {
    ruleId: 'CMK-001',
    asks: /^vault\.create\.(?:enable)?softdelete$/,
    message:
      'Soft delete is on in every vault and cannot be switched off, so that nothing asks for it.',
    fix: 'Remove it; retentionDays tells how long what was deleted is kept.',
  },
]);

/** Characters of a path that are looked at. */
const wordsLengthMax = 400;

/** Parts of what an unknown member holds that are looked at. */
const partsMax = 500;

/** What is wished by a member that no spec has, and by what it holds: each rule once, where it is asked for. */
export function wishesIn(name: string, json: Json | undefined, path: Path): readonly Issue[] {
  const found = new Map<string, Issue>();
  const queue: [Path, Json | undefined][] = [[[...path, name], json]];
  for (const [at, value] of queue) {
    const wish = wishAt(at);
    if (wish) {
      if (!found.has(wish.ruleId)) found.set(wish.ruleId, issueOf(wish, at));
      continue;
    }
    const inner: readonly [string | number, Json | undefined][] = Array.isArray(value)
      ? value.map((item: Json, index) => [index, item])
      : isJsonObject(value)
        ? Object.entries(value)
        : [];
    for (const [part, item] of inner) {
      if (queue.length < partsMax) queue.push([[...at, part], item]);
    }
  }
  return [...found.values()];
}

function wishAt(path: Path): Wish | undefined {
  const words = path
    .filter((part) => typeof part === 'string')
    .map((part) => part.toLowerCase().replaceAll(/[^a-z]/g, ''))
    .join('.')
    .slice(0, wordsLengthMax);
  return wishes.find(({ asks }) => asks.test(words));
}

function issueOf({ ruleId, message, fix }: Wish, path: Path): Issue {
  return {
    code: ruleId,
    severity: 'error',
    path: pathText(path),
    message,
    fix,
    docs: `docs/rules/${ruleId}.md`,
  };
}
