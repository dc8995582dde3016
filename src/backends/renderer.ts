/**
 * What draws for webgl or webgpu: a graphics processor, or a program that stands in for one and is tens of times
 * slower.
 */
export interface Renderer {
  name: string;
  software: boolean;
}

const SOFTWARE = /swiftshader|llvmpipe|softpipe|lavapipe|software|basic render|swrast/i;

/** The renderer of a backend, before the backend is started. `undefined` where the browser does not tell. */
export async function renderer(backend: 'webgl' | 'webgpu'): Promise<Renderer | undefined> {
  const name = await (backend === 'webgl' ? webglRenderer() : webgpuRenderer()).catch(() => undefined);
  return name ? { name, software: SOFTWARE.test(name) } : undefined;
}

async function webglRenderer(): Promise<string | undefined> {
  const canvas = typeof OffscreenCanvas === 'undefined' ? document.createElement('canvas') : new OffscreenCanvas(1, 1);
  const context = (canvas.getContext('webgl2') ?? canvas.getContext('webgl')) as WebGLRenderingContext | null;
  if (!context) return undefined;
  const told = context.getExtension('WEBGL_debug_renderer_info');
  const name = context.getParameter(told ? told.UNMASKED_RENDERER_WEBGL : context.RENDERER);
  context.getExtension('WEBGL_lose_context')?.loseContext(); // a page has some 16 at a time
  return String(name);
}

interface Adapter {
  isFallbackAdapter?: boolean;
  info?: { isFallbackAdapter?: boolean; vendor?: string; architecture?: string; description?: string };
}

async function webgpuRenderer(): Promise<string | undefined> {
  const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<Adapter | null> } };
  const adapter = await gpu?.requestAdapter();
  if (!adapter) return undefined;
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info ?? {};
  const fallback = (isFallbackAdapter ?? adapter.isFallbackAdapter) ? 'software' : '';
  return [vendor, architecture, description, fallback].filter(Boolean).join(' ') || undefined;
}
