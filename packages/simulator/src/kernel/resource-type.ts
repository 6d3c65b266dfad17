/**
 * One uniform shape for every resource type, in one file since who writes a unit reads all of it. A unit says what its type
 * means; routing, statuses, operations, errors, tags, paging and ids are the kernel's. A unit never writes: it returns what
 * is to be stored.
 */
import type { Principal } from './directory.ts';
import type { Refusal } from './errors.ts';
import type { Json, JsonObject } from './json.ts';
import type { FilterFields } from './list-filter.ts';
import type { RelaxedReader } from './read-json.ts';
import type { StoredResource } from './resource.ts';
import type { Attributes } from './access.ts';
import type { PrivateLinkGroups } from './private-link-resources.ts';
import type { UnitContext } from './unit-context.ts';

export type { Latency, UnitContext } from './unit-context.ts';

/** What is to be stored, all of it or nothing. */
export interface Effects {
  readonly put?: readonly StoredResource[];
  /** Ids; of what lies under them, roles, locks and policies go too, and resources stay unless named. */
  readonly remove?: readonly string[];
  /** `value: undefined` removes. */
  readonly documents?: readonly {
    readonly table: string;
    readonly key: string;
    readonly value: Json | undefined;
  }[];
  readonly principals?: readonly Principal[];
  readonly removePrincipals?: readonly string[];
  /** `handler`: a name of some type's `timers`; the payload holds at least the `subscriptionId` it acts in. */
  readonly timers?: readonly {
    readonly dueAt: number;
    readonly handler: string;
    readonly payload: JsonObject;
  }[];
}

/** A parsed address of one resource. */
export interface ResourceAddress {
  /** In canonical case, with the names as stored or as given. */
  readonly id: string;
  readonly subscriptionId: string;
  /** Empty when not in a group. */
  readonly resourceGroup: string;
  readonly type: string;
  readonly name: string;
  /** Parents first, this name last. */
  readonly names: readonly string[];
  /** Id of the parent resource; empty for a top-level type. */
  readonly parentId: string;
  /** For an extension: the id it extends, empty for the tenant root. */
  readonly scope: string;
}

/** A PUT or PATCH of a resource, body parsed. */
export interface WriteRequest {
  readonly address: ResourceAddress;
  /** What the client asked for. */
  readonly apiVersion: string;
  readonly body: JsonObject;
  /** The stored resource, when it exists. */
  readonly existing: StoredResource | undefined;
  readonly query: ReadonlyMap<string, string>;
}

/** A DELETE. */
export interface RemoveRequest {
  readonly address: ResourceAddress;
  readonly apiVersion: string;
  readonly existing: StoredResource;
  readonly query: ReadonlyMap<string, string>;
  /** The entity tag that the request wanted, which is that of what is there. */
  readonly ifMatch?: string | undefined;
  /** Whether its parent goes with it, as when their group is deleted: what the parent needs it for no longer counts. */
  readonly goesWithParent?: boolean;
}

/** A DELETE of what is not there, or not any more. */
export type RemoveMissingRequest = Omit<RemoveRequest, 'existing'>;

/** A POST (or other method) on a resource, or a route of the provider. */
export interface ActionRequest {
  readonly address: ResourceAddress;
  readonly apiVersion: string;
  readonly body: JsonObject;
  readonly resource: StoredResource;
  readonly query: ReadonlyMap<string, string>;
  /** The entity tag that the request wants; the type says whether it must. */
  readonly ifMatch?: string | undefined;
}

/** How a type tells of long-running work, as recorded. */
export interface OperationStyle {
  /** Path segment between location and id: `workspaceOperationsStatus`. */
  readonly path: string;
  /** The api-version in status URLs; default the request's. */
  readonly apiVersion?: string;
  /** Which headers the first answer has. */
  readonly headers: readonly ('azure-asyncoperation' | 'location')[];
  /** Status of the first answer. */
  readonly status: 200 | 201 | 202 | 204;
  /** Body of the first answer; an object goes out as it is. */
  readonly body: 'resource' | 'none' | JsonObject;
  /**
   * Headers whose URL stands under the resource itself, with the path between: `{ location: 'operationResults' }`. By
   * default both stand under the location.
   */
  readonly underResource?: Readonly<Partial<Record<'azure-asyncoperation' | 'location', string>>>;
  /** Whether both URLs stand under the resource group instead of the subscription. Default false. */
  readonly underGroup?: boolean;
  /** Path segment of the Location URL, where it is another than `path`. */
  readonly locationPath?: string;
  /**
   * Whether a poll of what goes on is answered 202 with the bare status, `Location` naming its own URL again, whichever
   * of the two was asked. Default false.
   */
  readonly acceptsPolls?: boolean;
  /** Whether each status names its own URL again. Default false. */
  readonly repeatsUrl?: boolean;
  /** Seconds in `Retry-After`; absent: no header. */
  readonly retryAfterSeconds?: number;
  /**
   * `status`: the Location URL tells of the work itself, `{createdDateTime, status}`, with `lastActionDateTime` once it
   * has succeeded. Default `result`: nothing while it runs, then what it came to.
   */
  readonly locationBody?: 'result' | 'status';
  /** `resource`: the Location header names the resource itself. Default `operation`: the operation. */
  readonly locationTarget?: 'operation' | 'resource';
  /**
   * What a status body holds besides `status`. Default `times`: name, start and end; `progress`: these, its id and the
   * percentage; `events`: the resource's id, start and, as `properties`, what happened so far; `bare`: nothing.
   */
  readonly statusBody?: 'times' | 'progress' | 'events' | 'bare';
  /** `status` while it runs. Default `InProgress`. */
  readonly running?: string;
  /** Extra members of the status body when it succeeded. */
  readonly succeeded?: JsonObject;
  /** Query members that tell the two URLs apart, as `type=async` and `type=location`. */
  readonly mark?: { readonly async: string; readonly location: string };
  /**
   * Status with which success is told in the first answer under instant latency, where the documents list one; `poll`:
   * none is listed, so the first poll tells it.
   */
  readonly instant: 200 | 201 | 204 | 'poll';
}

/** Work that goes on after the first answer. */
export interface OperationPlan {
  /** Key into the type's `operations`. */
  readonly handler: string;
  /** Its id, when the unit has to know it beforehand; default: a GUID that is drawn. */
  readonly id?: string;
  /** Where it runs, when that is not where the resource is. */
  readonly location?: string;
  readonly style: OperationStyle;
  /** Recorded or documented duration, milliseconds; 0 with instant latency. */
  readonly durationMs: number;
  readonly input?: JsonObject;
}

/** What a write comes to. */
export type WriteAnswer =
  /** Done: 201 when it was not there, else 200, unless told otherwise. */
  | {
      readonly done: StoredResource;
      /** False for one that is only shown, since `find` makes it from what the effects store. Default true. */
      readonly isStored?: boolean;
      /** What the answer shows, when that is not yet what a GET shows. */
      readonly shown?: StoredResource;
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly effects?: Effects;
    }
  /** Under way: `pending` is stored and shown meanwhile; absent: it stays invisible until done. */
  | {
      readonly pending?: StoredResource;
      /** The body of the first answer when it is neither the presented resource nor nothing. */
      readonly echo?: Json;
      readonly operation: OperationPlan;
      readonly effects?: Effects;
    };

/** What a removal comes to; the kernel removes the resource when it is done. */
export type RemoveAnswer =
  | {
      readonly removed: true;
      /** Default 200. */
      readonly status?: number;
      readonly body?: 'resource' | 'none';
      /** What the answer shows, when that is not what was there. */
      readonly shown?: StoredResource;
      readonly effects?: Effects;
    }
  | {
      readonly pending?: StoredResource;
      readonly operation: OperationPlan;
      readonly effects?: Effects;
    };

/** What an action comes to. */
export type ActionAnswer =
  | {
      readonly status: number;
      readonly body?: Json;
      readonly headers?: Readonly<Record<string, string>>;
      readonly effects?: Effects;
      /** Id of a resource: what is written there ends unfinished. */
      readonly cancels?: string;
    }
  | { readonly operation: OperationPlan; readonly effects?: Effects };

/** A request in the name of who started an operation: through the same checks as a client's. */
export interface SubmittedRequest {
  readonly method: string;
  /** Path and query: `/subscriptions/…?api-version=2023-07-01`. */
  readonly path: string;
  readonly body?: JsonObject;
}

/** What such a request came to. */
export interface SubmittedAnswer {
  readonly status: number;
  readonly body: Json;
  /** What goes on: {@link UnitContext.operation} tells of it. */
  readonly operationId?: string;
  /** Whether `Azure-AsyncOperation` told of that. */
  readonly isAsync?: true;
}

/** A running operation, as its handler sees it when it falls due. */
export interface RunningOperation {
  readonly id: string;
  /** Key into the type's `operations`. */
  readonly handler: string;
  readonly resourceId: string;
  readonly input: JsonObject;
  /** To the requests of the part before, in their order. */
  readonly answers: readonly SubmittedAnswer[];
  /** The pending resource, when one was stored. */
  readonly resource: StoredResource | undefined;
}

/** The part that an operation goes on with. */
export interface OperationPart {
  readonly handler: string;
  readonly afterMs: number;
  /** Sent before, when the effects are stored; the part gets what they came to. */
  readonly requests?: readonly SubmittedRequest[];
  /** Ids of operations: while any of them runs the part begins no sooner than the first of them is due. */
  readonly awaits?: readonly string[];
}

/** The end of an operation; throw a `Refusal` to fail it. */
export interface OperationResult {
  /** Stored now and shown as the result. */
  readonly resource?: StoredResource;
  /**
   * Not the end: the operation goes on with another handler after this many more milliseconds (none with instant
   * latency). Effects are stored; nothing else of this result counts.
   */
  readonly next?: OperationPart;
  /** Id of a resource: other work that is under way on it, or on what lies under it, ends where it is. */
  readonly aborts?: string;
  /** For a removal: the kernel removes the resource. */
  readonly removed?: true;
  /** Resources that go to another group, each in its own type's way. */
  readonly move?: MovePlan;
  /** For the removal of a scope: everything under it goes first, each in its own type's way. */
  readonly cascade?: string;
  /** `properties` of the status body, or the body of the final Location answer when there is no resource. */
  readonly output?: Json;
  readonly effects?: Effects;
}

/** Resources that are to move to another group. */
export interface MovePlan {
  readonly ids: readonly string[];
  /** Id of a group that is there. */
  readonly toGroup: string;
  /** Only finds out whether they could be moved. */
  readonly isTrial: boolean;
}

/** A route of a provider that is not a resource: `…/deletedVaults`, `checkNameAvailability`. */
export interface Route {
  readonly method: string;
  /** `/subscriptions/{subscriptionId}/providers/Microsoft.KeyVault/deletedVaults/{name}`; literals compare without case. */
  readonly path: string;
  /** The permission the caller needs at `scope`; absent: anyone with a token. */
  readonly action?: string;
  /** Default `/subscriptions/{subscriptionId}`. */
  readonly scope?: string;
  readonly handle: (
    context: UnitContext,
    request: {
      readonly params: Readonly<Record<string, string>>;
      readonly query: ReadonlyMap<string, string>;
      readonly body: JsonObject;
      readonly apiVersion: string;
    },
  ) => ActionAnswer;
}

/**
 * The members of a collection: all of them where they are few, else a way through them from behind the one with an id on,
 * in lower case; it gives no more than is asked for, so that a page costs what is on it.
 */
export type Listed =
  readonly StoredResource[] | ((after: string | undefined) => Iterable<StoredResource>);

/** Something that a body names, and what whoever writes must be allowed there. */
export interface LinkedAccess {
  /** Where the id stands: `properties.subnet.id`; `*` stands for each item of a list. */
  readonly property: string;
  readonly action: string;
}

/** One resource type. */
export interface ResourceType {
  /** `Microsoft.KeyVault/vaults`. */
  readonly type: string;
  /** Known stable and preview versions, oldest first. */
  readonly apiVersions: readonly string[];
  /** `group`: in a resource group. `extension`: under any id. `group` also for nested types. */
  readonly scope: 'group' | 'extension';
  /** What a PUT or a PATCH may name only with access to it; user-assigned identities apart, which every type may name. */
  readonly linkedAccess?: readonly LinkedAccess[];
  /** Whether a PUT of a new one must say where. Default true for top-level types in a group. */
  readonly needsLocation?: boolean;
  /** How it refuses a location that it may not have; default: in the words for resources in groups. */
  readonly locationRefusals?: {
    readonly notAvailable: (given: string, regions: readonly string[]) => Refusal;
    readonly changed: (given: string, stored: string) => Refusal;
  };
  /** What is not simulated of it under a scope, in words; nothing: it is served there. */
  readonly unservedAt?: (scope: string) => string | undefined;
  /** Reads bodies of it that are no JSON. */
  readonly readsRelaxed?: RelaxedReader;
  /**
   * The types, `Microsoft.KeyVault/vaults`, that it will write as a PUT of it asks: their schemas are made ready. `any`: what
   * it will write is not known before it is under way.
   */
  readonly writesTypes?: (body: JsonObject) => readonly string[] | 'any';
  /** Whether a PUT makes the parent too, so that only what lies above that must be there. */
  readonly makesParent?: boolean;
  /** Whether it finds out by itself that its parent is not there. */
  readonly checksParent?: true;
  /** Whether the last page that has anything leads on to an empty one. */
  readonly endsWithEmptyPage?: true;
  /** Whether its service tells a client's id of a request without being asked. */
  readonly echoesClientRequestId?: true;
  /** Headers that its service adds to what it answers; Resource Manager adds none of them to its own refusals. */
  readonly serviceHeaders?: Readonly<Record<string, string>>;
  /** Throws a `Refusal` for a bad name. */
  readonly checkName?: (name: string, context: UnitContext) => void;
  readonly put?: (context: UnitContext, request: WriteRequest) => WriteAnswer;
  readonly patch?: (context: UnitContext, request: WriteRequest) => WriteAnswer;
  readonly remove?: (context: UnitContext, request: RemoveRequest) => RemoveAnswer;
  /** What a DELETE does about something that is softly deleted already; nothing: there is nothing to do, 204. */
  readonly removeMissing?: (
    context: UnitContext,
    request: RemoveMissingRequest,
  ) => { readonly operation: OperationPlan; readonly effects?: Effects } | undefined;
  /** The members of a collection; default: those stored under the scope, walked. */
  readonly list?: (
    context: UnitContext,
    scope: string,
    query: ReadonlyMap<string, string>,
  ) => Listed;
  /** Whether the default list shows this one; throws a `Refusal` for a query that it does not know. */
  readonly isListed?: (resource: StoredResource, query: ReadonlyMap<string, string>) => boolean;
  /** How the default list is sorted when its query asks for it; default: by id. Throws a `Refusal` for an unknown order. */
  readonly order?: (
    query: ReadonlyMap<string, string>,
  ) => ((left: StoredResource, right: StoredResource) => number) | undefined;
  /** What `$filter` may ask of the default list's members; tags can be asked for besides. Absent: no filter is simulated. */
  readonly filterFields?: FilterFields;
  /** Query member with the number of items on a page. Default `$top`. */
  readonly pageSizeParameter?: string;
  /** Query member with how many items are passed over before the first page. Absent: there is none. */
  readonly offsetParameter?: string;
  /** One that is not stored but made from something else; default: the stored one. */
  readonly find?: (context: UnitContext, address: ResourceAddress) => StoredResource | undefined;
  /**
   * One with what it shows of others, as they are now: counts, lists of what names it. Nothing of that is stored, and units
   * see what is stored. Absent: it shows nothing of others.
   */
  readonly derive?: (context: UnitContext, resource: StoredResource) => StoredResource;
  /** One as a read shows it that asks for more with `$expand`, in lists too. Absent: the word is passed over. */
  readonly expand?: (
    context: UnitContext,
    resource: StoredResource,
    word: string,
  ) => StoredResource;
  /** A resource as lists show it, when they show less of it. */
  readonly listed?: (resource: StoredResource) => StoredResource;
  /** Body of the resource; default: id, name, type, location, tags, kind, sku, identity, etag, properties, systemData. */
  readonly present?: (resource: StoredResource, apiVersion: string) => Json;
  /** By `POST listKeys`, `PUT accessPolicies/{operation}`, lower-case compared. */
  readonly actions?: Readonly<
    Record<
      string,
      (
        context: UnitContext,
        request: ActionRequest & { readonly params: Readonly<Record<string, string>> },
      ) => ActionAnswer
    >
  >;
  /** Actions, in lower case, that ask {@link UnitContext.asPut} of what lies under one. */
  readonly readsBodies?: readonly string[];
  /** By name: what happens when an operation falls due. */
  readonly operations?: Readonly<
    Record<string, (context: UnitContext, operation: RunningOperation) => OperationResult>
  >;
  /**
   * What is to be undone when one of its operations failed, and with which error. Default: `provisioningState: Failed` on
   * the pending resource.
   */
  readonly failed?: (context: UnitContext, operation: RunningOperation, error?: Json) => Effects;
  readonly routes?: readonly Route[];
  /** By unique name: what happens when a timer that the type filed falls due. */
  readonly timers?: TimerHandlers;
  /**
   * What changes besides the id of a resource that moves to another group; throws a `Refusal` when it cannot move.
   * Absent: moving one is not simulated.
   */
  readonly move?: (
    context: UnitContext,
    request: { readonly from: StoredResource; readonly to: StoredResource },
  ) => Effects;
  /** What of one a private endpoint can lead to, and by which names. */
  readonly privateLinkGroups?: PrivateLinkGroups;
  /** What its service makes or changes when a private endpoint leads to one, now that it shows the connection. */
  readonly connected?: (
    context: UnitContext,
    resource: StoredResource,
  ) => readonly StoredResource[];
  /** What conditions of role assignments may ask of a request for one. */
  readonly conditionAttributes?: (
    context: UnitContext,
    body: JsonObject,
    existing: StoredResource | undefined,
  ) => Attributes;
  /** Whether anyone with a token may read it at the tenant's root, where Azure's own are. */
  readonly isPublic?: boolean;
  /** Whether it is written and removed whatever is locked. */
  readonly ignoresLocks?: boolean;
  /** The refusal of a write while an operation on it is under way; default: the kernel's, in words of our own. */
  readonly inProgress?: (
    context: UnitContext,
    address: ResourceAddress,
    verb: 'write' | 'delete',
  ) => Refusal;
  /** The status a GET of a missing one answers with, when the service and not Resource Manager tells it. */
  readonly missing?: (context: UnitContext, address: ResourceAddress) => Refusal;
}

/** What happens when a timer falls due, by its unique name. */
export interface TimerHandlers {
  readonly [name: string]: (context: UnitContext, payload: JsonObject) => Effects;
}

/** Identity function that gives a unit its type. */
export function defineResourceType(type: ResourceType): ResourceType {
  return Object.freeze(type);
}
