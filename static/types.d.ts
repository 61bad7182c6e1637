// What the checker of types has to be told of: libraries that come along without types, and the audio thread's names.

declare module "preact";
declare module "preact/hooks";
declare module "htm";
declare module "@preact/signals" {
  export interface ReadonlySignal<T> {
    readonly value: T;
    peek(): T;
    subscribe(told: (value: T) => void): () => void;
  }
  export interface Signal<T> {
    value: T;
    peek(): T;
    subscribe(told: (value: T) => void): () => void;
  }
  export function signal(value?: any): Signal<any>;
  export function computed(made: () => any): ReadonlySignal<any>;
  export function effect(run: () => void | (() => void)): () => void;
  export function batch(run: () => any): any;
  export function untracked(run: () => any): any;
  export function useSignal(value?: any): Signal<any>;
  export function useComputed(made: () => any): ReadonlySignal<any>;
  export function useSignalEffect(run: () => void | (() => void)): void;
}
declare module "socket.io-client";
declare module "uplot";

declare const sampleRate: number;
declare const AudioWorkletProcessor: { new (): any };
declare function registerProcessor(name: string, processor: new (options: any) => any): void;

interface Window {
  ui: any;
}
