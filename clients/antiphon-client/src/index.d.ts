// SPDX-License-Identifier: Apache-2.0

/** Of this library; `signaling-v1` is what it speaks. */
export const version: string;

/** What the server refused, or what went unanswered. */
export class AntiphonError extends Error {
  /** One of signaling-v1's codes, or `timeout`, `lost`, `closed`. */
  readonly code: string;
  /** When it is worth another try; undefined where the server did not say. */
  readonly retryAfterMillis?: number;
  constructor(code: string, detail?: string, retryAfterMillis?: number);
}

/** Where events come from; `Events` maps the type of an event to its `detail`. */
interface Emitter<Events> extends EventTarget {
  addEventListener<Type extends keyof Events & string>(
    type: Type,
    listener: (event: CustomEvent<Events[Type]>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/** What the server says first. */
export interface Welcome {
  readonly sessionId: string;
  readonly resumeToken: string;
  readonly resumed?: boolean;
  readonly heartbeatSeconds: number;
  readonly timeoutSeconds: number;
  readonly tenant?: string;
  readonly user?: string;
  readonly device?: string;
  readonly iceServers: RTCIceServer[];
}

export interface Message {
  readonly type: string;
  readonly seq?: number;
  readonly id?: string;
  readonly from?: string;
  readonly to?: string;
  readonly payload?: unknown;
  readonly traceparent?: string;
}

export interface ConnectionEvents {
  welcome: Welcome;
  lost: { reason: string; retryInMillis: number };
  ended: { reason: string };
  fault: { code: string; detail: string; retryAfterMillis?: number };
  [message: `message:${string}`]: Message;
}

/** Gives the bearer token of the moment, at once or later. */
export type TokenSource = () => string | null | Promise<string | null>;

/** One session of signaling-v1, over as many WebSockets as it takes. */
export class Connection extends EventTarget implements Emitter<ConnectionEvents> {
  constructor(url: string, options?: { token?: TokenSource; memory?: Storage | null });
  readonly sessionId: string | null;
  readonly welcome: Welcome | null;
  readonly isOpen: boolean;
  open(): void;
  close(): void;
  nextId(): string;
  /** Resolves when the message has taken effect; rejects with an AntiphonError. */
  send(
    type: string,
    payload?: object,
    options?: { to?: string; id?: string; traceparent?: string },
  ): Promise<void>;
  addEventListener: Emitter<ConnectionEvents>['addEventListener'];
}

export interface Voice {
  readonly mid: string;
  /** The session that speaks, or the name of a WHIP publisher. */
  readonly publisher: string;
  readonly receiver: RTCRtpReceiver;
}

export interface MediaEvents {
  voices: object;
  connection: { state: RTCPeerConnectionState };
  /** The browser wants a gesture before it plays. */
  silent: object;
  trouble: { error: Error };
  /** About once a second, through the forwarding unit only. */
  quality: Record<string, unknown>;
}

/** Sound of a room or call, through the forwarding unit or straight to the other side. */
export interface Media extends Emitter<MediaEvents> {
  readonly mode: 'p2p' | 'sfu';
  readonly peerConnection: RTCPeerConnection;
  readonly voices: readonly Voice[];
  /** Plays what the browser held back; call it from a gesture. */
  play(): Promise<void>;
}

export interface Participant {
  readonly id: string;
  readonly name: string;
  readonly state: Record<string, unknown>;
}

export interface RoomEvents extends MediaEvents {
  people: object;
  joined: { participant: Participant };
  left: { participant: Participant };
  closed: { reason: string };
}

export interface RoomOptions {
  /** Null to listen only. */
  microphone?: MediaStream | null;
  displayName?: string;
  /** Shown to the others beside the name. */
  state?: Record<string, unknown>;
  /** Whether the session is in that room already, as after a reload. */
  again?: boolean;
}

export class Room extends EventTarget implements Emitter<RoomEvents> {
  static enter(session: Connection, name: string, options?: RoomOptions): Promise<Room>;
  readonly name: string;
  /** The others. */
  readonly people: readonly Participant[];
  readonly media: Media | null;
  announce(state: Record<string, unknown>): Promise<void>;
  leave(): Promise<void>;
  close(reason?: string): void;
  addEventListener: Emitter<RoomEvents>['addEventListener'];
}

export interface Leg {
  readonly user: string;
  readonly device?: string;
  readonly session?: string;
  readonly state: 'invited' | 'ringing' | 'connected' | 'left';
  /** Why it left. */
  readonly reason?: string;
}

export interface CallEvents extends MediaEvents {
  changed: object;
  mode: { mode: 'p2p' | 'sfu' };
  /** Another device of ours has answered, or declined for all. */
  taken: { device?: string };
  ended: { reason: string; durationMillis: number };
}

/** One call as this device sees it. */
export class Call extends EventTarget implements Emitter<CallEvents> {
  private constructor();
  readonly id: string;
  readonly direction: 'outgoing' | 'incoming';
  readonly from: { readonly user: string; readonly device?: string };
  readonly state: 'inviting' | 'active' | 'ended';
  readonly legs: readonly Leg[];
  /** The legs of others that are connected. */
  readonly others: readonly Leg[];
  readonly mode: 'p2p' | 'sfu' | null;
  readonly isAnswered: boolean;
  readonly media: Media | null;
  readonly peerConnection: RTCPeerConnection | null;
  readonly voices: readonly Voice[];
  accept(microphone?: MediaStream | null): Promise<void>;
  reject(reason?: 'declined' | 'busy'): Promise<void>;
  /** Takes an invitation back, or leaves the call. */
  hangUp(): Promise<void>;
  invite(users: readonly string[]): Promise<void>;
  play(): Promise<void> | undefined;
  addEventListener: Emitter<CallEvents>['addEventListener'];
}

export interface Person {
  readonly user: string;
  readonly online: boolean;
  readonly inCall: boolean;
  readonly devices?: readonly { readonly device: string }[];
}

export interface ClientOptions {
  /** Of the server's signaling; by default the page's own origin's. */
  url?: string;
  /** A string is shown for as long as it is good for; a function is asked again when it is about to expire. */
  token?: string | TokenSource;
  /** Who we say we are, where the server takes our word for it. */
  user?: string;
  device?: string;
  /** Whether the session outlives a reload of the page; true by default. */
  remember?: boolean;
}

export interface ClientEvents {
  /** `resumed`: the session of before goes on; `reloaded`: in a page that has forgotten it, so restore. */
  connected: { resumed: boolean; reloaded: boolean };
  lost: { reason: string; retryInMillis: number };
  ended: { reason: string };
  incoming: { call: Call };
  /** After a reload: what we were in. */
  restored: { call?: Call; room?: string };
  presence: { people: readonly Person[] };
  fault: { code: string; detail?: string };
}

/** A device of a user: connects and stays connected, calls people and is called, enters rooms, sees who is online. */
export class AntiphonClient extends EventTarget implements Emitter<ClientEvents> {
  constructor(options?: ClientOptions);
  readonly session: Connection;
  readonly isConnected: boolean;
  readonly identity: { readonly tenant?: string; readonly user?: string; readonly device?: string } | null;
  /** Calls that are not over. */
  readonly calls: readonly Call[];
  readonly room: Room | null;
  /** Everybody watched. */
  readonly people: readonly Person[];
  /** Resolves with the first welcome, and keeps trying until then. */
  connect(): Promise<Welcome>;
  /** After a reload: asks what this session is in; `restored` tells of each. */
  restore(microphone?: MediaStream | null): Promise<void>;
  /** Hangs up, leaves, says goodbye. */
  disconnect(): Promise<void>;
  /** Resolves as soon as the server has taken the invitation: the call's events tell the rest. */
  call(users: string | readonly string[], options?: { microphone?: MediaStream | null }): Promise<Call>;
  /** Enters a room; leaves the one we were in. */
  enter(name: string, options?: RoomOptions): Promise<Room>;
  /** Watches who is online: everybody of our tenant, or those named; an empty list ends it. */
  watch(users: 'all' | readonly string[]): Promise<void>;
  addEventListener: Emitter<ClientEvents>['addEventListener'];
}
