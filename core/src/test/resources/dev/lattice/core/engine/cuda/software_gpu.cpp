// A GPU made of software: the functions of the driver, of cuBLAS and of NVRTC that Lattice calls, and the kernels of pack.cu, on the CPU.
// As strict as the real one where that is easy: captured work does not run, nothing may be allocated during a capture, streams that join
// one must be waited for at its end, and addresses must be the card's. Of the work of a graph that may run next, the last captured runs
// first, so that what does not wait for all that it needs comes too early.
//
// Built as libcuda.so.1; the test puts it in the place of the other libraries too.
#include "software_blocks.h"
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

// ---- the driver

enum { OK = 0, INVALID = 1, OUT_OF_MEMORY = 2, NO_CONTEXT = 201, NOT_FOUND = 500, CAPTURING = 900, UNJOINED = 904 };

struct Node { std::function<void()> work; std::set<size_t> after; };
struct Stream;
struct Graph { std::vector<Node> nodes; std::vector<Stream *> streams; };
// What a stream has to wait for is the last that was put on it, and what it was told to follow.
struct Stream { Graph *capture = nullptr; bool began = false; std::set<size_t> last; };
struct Event { Graph *capture = nullptr; std::set<size_t> last; };

static void execute(const Graph &graph) {
  std::vector<bool> done(graph.nodes.size());
  for (size_t left = done.size(); left > 0; left--) {
    size_t next = done.size();
    for (size_t n = 0; n < done.size(); n++) {
      bool ready = !done[n];
      for (size_t before : graph.nodes[n].after) ready = ready && done[before];
      if (ready) next = n;
    }
    graph.nodes[next].work();
    done[next] = true;
  }
}

// Whether all that was captured comes before the end of the stream on which the capture began.
static bool joined(const Graph &graph, std::set<size_t> reached) {
  for (size_t n = graph.nodes.size(); n-- > 0;) {
    if (reached.count(n) == 0) return false;
    reached.insert(graph.nodes[n].after.begin(), graph.nodes[n].after.end());
  }
  return true;
}

static const size_t MEMORY = 2ull << 30;
static std::map<uint64_t, size_t> blocks;
static size_t taken;
static int captures;
static thread_local bool inContext;
static int contextObject, moduleObject;

static bool ours(uint64_t address, size_t bytes) {
  auto after = blocks.upper_bound(address);
  if (after == blocks.begin()) return false;
  auto at = std::prev(after);
  return address + bytes <= at->first + at->second;
}

#define NEED_CONTEXT if (!inContext) return NO_CONTEXT;

extern "C" {

int cuInit(unsigned) { return OK; }
int cuDeviceGetCount(int *count) { *count = 1; return OK; }
int cuDeviceGet(int *device, int) { *device = 0; return OK; }
int cuDeviceGetName(char *name, int size, int) { snprintf(name, size, "Software GPU"); return OK; }
int cuDeviceGetAttribute(int *value, int which, int) {
  *value = which == 75 ? 9 : 0;
  return which == 75 || which == 76 ? OK : INVALID;
}
int cuDevicePrimaryCtxRetain(void **context, int) { *context = &contextObject; return OK; }
int cuCtxSetCurrent(void *context) { inContext = context == &contextObject; return inContext ? OK : NO_CONTEXT; }
int cuGetErrorString(int error, const char **text) {
  static char said[64];
  snprintf(said, sizeof said, "software error %d", error);
  *text = said;
  return OK;
}
int cuMemGetInfo_v2(size_t *free, size_t *total) { NEED_CONTEXT *free = MEMORY - taken; *total = MEMORY; return OK; }
int cuMemAlloc_v2(uint64_t *address, size_t bytes) {
  NEED_CONTEXT
  if (captures > 0) return CAPTURING;
  if (bytes == 0) return INVALID;
  if (taken + bytes > MEMORY) return OUT_OF_MEMORY;
  void *block = aligned_alloc(256, (bytes + 255) / 256 * 256);
  memset(block, 0xcd, bytes);
  *address = (uint64_t) block;
  blocks[*address] = bytes;
  taken += bytes;
  return OK;
}
int cuMemFree_v2(uint64_t address) {
  NEED_CONTEXT
  auto at = blocks.find(address);
  if (at == blocks.end()) return INVALID;
  taken -= at->second;
  blocks.erase(at);
  free((void *) address);
  return OK;
}
int cuMemsetD8_v2(uint64_t address, unsigned char value, size_t bytes) {
  NEED_CONTEXT
  if (captures > 0) return CAPTURING;
  if (!ours(address, bytes)) return INVALID;
  memset((void *) address, value, bytes);
  return OK;
}
int cuMemcpyHtoD_v2(uint64_t to, const void *from, size_t bytes) {
  NEED_CONTEXT
  if (captures > 0) return CAPTURING;
  if (!ours(to, bytes)) return INVALID;
  memcpy((void *) to, from, bytes);
  return OK;
}
int cuMemcpyDtoH_v2(void *to, uint64_t from, size_t bytes) {
  NEED_CONTEXT
  if (captures > 0) return CAPTURING;
  if (!ours(from, bytes)) return INVALID;
  memcpy(to, (void *) from, bytes);
  return OK;
}
int cuModuleLoadData(void **module, const void *image) {
  NEED_CONTEXT
  *module = &moduleObject;
  return strcmp((const char *) image, "software sm_90") == 0 ? OK : INVALID;
}
int cuModuleGetFunction(void **function, void *module, const char *name) {
  NEED_CONTEXT
  auto at = KERNELS.find(name);
  if (module != &moduleObject || at == KERNELS.end()) return NOT_FOUND;
  *function = (void *) &at->second;
  return OK;
}
int cuStreamCreate(void **stream, unsigned) { NEED_CONTEXT *stream = new Stream; return OK; }
int cuStreamDestroy_v2(void *stream) { NEED_CONTEXT delete (Stream *) stream; return OK; }
int cuStreamSynchronize(void *stream) { NEED_CONTEXT return ((Stream *) stream)->capture != nullptr ? CAPTURING : OK; }
int cuStreamBeginCapture_v2(void *stream, int) {
  NEED_CONTEXT
  Stream *s = (Stream *) stream;
  if (s->capture != nullptr) return INVALID;
  *s = {new Graph{{}, {s}}, true, {}};
  captures++;
  return OK;
}
int cuStreamEndCapture(void *stream, void **graph) {
  NEED_CONTEXT
  Stream *s = (Stream *) stream;
  if (!s->began) return INVALID;
  Graph *found = s->capture;
  bool whole = joined(*found, s->last);
  for (Stream *other : found->streams) *other = {};
  captures--;
  if (!whole) return UNJOINED;
  *graph = found;
  return OK;
}
int cuEventCreate(void **event, unsigned flags) { NEED_CONTEXT *event = new Event; return flags == 2 ? OK : INVALID; }
int cuEventDestroy_v2(void *event) { NEED_CONTEXT delete (Event *) event; return OK; }
int cuEventRecord(void *event, void *stream) {
  NEED_CONTEXT
  *(Event *) event = {((Stream *) stream)->capture, ((Stream *) stream)->last};
  return OK;
}
int cuStreamWaitEvent(void *stream, void *event, unsigned flags) {
  NEED_CONTEXT
  Stream *s = (Stream *) stream;
  Event *e = (Event *) event;
  if (flags != 0 || (s->capture != nullptr && s->capture != e->capture)) return INVALID;
  if (s->capture == nullptr && e->capture != nullptr) {
    s->capture = e->capture;
    s->capture->streams.push_back(s);
  }
  s->last.insert(e->last.begin(), e->last.end());
  return OK;
}
int cuGraphInstantiateWithFlags(void **executable, void *graph, unsigned long long) {
  NEED_CONTEXT
  *executable = new Graph(*(Graph *) graph);
  return OK;
}
int cuGraphDestroy(void *graph) { delete (Graph *) graph; return OK; }
int cuGraphExecDestroy(void *graph) { delete (Graph *) graph; return OK; }
int cuGraphLaunch(void *graph, void *stream) {
  NEED_CONTEXT
  if (((Stream *) stream)->capture != nullptr) return CAPTURING;
  execute(*(Graph *) graph);
  return OK;
}

static int enqueue(void *stream, std::function<void()> work) {
  Stream *s = (Stream *) stream;
  if (s->capture == nullptr) {
    work();
    return OK;
  }
  s->capture->nodes.push_back({work, s->last});
  s->last = {s->capture->nodes.size() - 1};
  return OK;
}

int cuLaunchKernel(const Kernel *kernel, unsigned x, unsigned y, unsigned z, unsigned threadsX, unsigned threadsY,
                   unsigned threadsZ, unsigned shared, void *stream, void **arguments, void **extra) {
  NEED_CONTEXT
  const Run *run = *(const Run **) arguments[0];
  if (extra != nullptr || shared != 0 || x == 0 || y * z * threadsY * threadsZ != 1 || !ours((uint64_t) run, sizeof(Run))) return INVALID;
  if (kernel->function == nullptr) {
    if (x != 1 || threadsX != 1) return INVALID;
    return enqueue(stream, [=] { tick(run); });
  }
  Arguments bound = {kernel->function, run, *(const i64 **) arguments[1], *(const int **) arguments[2], *(int *) arguments[3]};
  if (threadsX != BLOCK || !ours((uint64_t) bound.tiles, 8ull * x) || !ours((uint64_t) bound.segments, 8 * WORDS)) return INVALID;
  bool waits = kernel->waits;
  return enqueue(stream, [=] {
    launched = bound;
    for (unsigned b = 0; b < x; b++) block((int) b, waits);
  });
}

// ---- cuBLAS, columns first

struct Blas { void *stream = nullptr; bool workspace = false; };

int cublasCreate_v2(void **blas) { *blas = new Blas; return OK; }
int cublasDestroy_v2(void *blas) { delete (Blas *) blas; return OK; }
int cublasSetStream_v2(void *blas, void *stream) { ((Blas *) blas)->stream = stream; return OK; }
int cublasSetWorkspace_v2(void *blas, void *workspace, size_t bytes) {
  ((Blas *) blas)->workspace = ours((uint64_t) workspace, bytes);
  return ((Blas *) blas)->workspace ? OK : INVALID;
}
const char *cublasGetStatusString(int) { return "software error of cuBLAS"; }

int cublasGemmBatchedEx(void *blas, int transA, int transB, int m, int n, int k, const void *alpha, const void *const a[], int,
                        int lda, const void *const b[], int, int ldb, const void *beta, void *const c[], int, int ldc, int count,
                        int compute, int) {
  const float scale = *(const float *) alpha;
  if (*(const float *) beta != 0.0f || !((Blas *) blas)->workspace || (compute != 68 && compute != 75)) return INVALID;
  if (lda < (transA ? k : m) || ldb < (transB ? n : k) || ldc < m || !ours((uint64_t) a, 8ull * count)) return INVALID;
  return enqueue(((Blas *) blas)->stream, [=] {
    for (int i = 0; i < count; i++) {
      const float *x = (const float *) a[i], *y = (const float *) b[i];
      float *z = (float *) c[i];
      for (int col = 0; col < n; col++) {
        for (int row = 0; row < m; row++) {
          double sum = 0;
          for (int j = 0; j < k; j++) {
            sum += (double) x[transA ? row * (size_t) lda + j : j * (size_t) lda + row]
              * y[transB ? j * (size_t) ldb + col : col * (size_t) ldb + j];
          }
          z[col * (size_t) ldc + row] = (float) (scale * sum);
        }
      }
    }
  });
}

// ---- NVRTC, which is given the source and takes it for what is built in here

struct Source { std::string text, target; };

int nvrtcCreateProgram(void **program, const char *text, const char *, int headers, const char *const *, const char *const *) {
  *program = new Source{text, ""};
  return headers == 0 ? OK : INVALID;
}
int nvrtcCompileProgram(void *program, int count, const char *const *options) {
  ((Source *) program)->target = options[0];
  return count == 1 && ((Source *) program)->text.find("KERNEL(update)") != std::string::npos ? OK : INVALID;
}
static std::string image(void *program) {
  std::string target = ((Source *) program)->target;
  return "software " + target.substr(target.find('=') + 1);
}
int nvrtcGetCUBINSize(void *program, size_t *size) { *size = image(program).size() + 1; return OK; }
int nvrtcGetCUBIN(void *program, char *code) { strcpy(code, image(program).c_str()); return OK; }
int nvrtcGetProgramLogSize(void *, size_t *size) { *size = 1; return OK; }
int nvrtcGetProgramLog(void *, char *text) { *text = 0; return OK; }
int nvrtcDestroyProgram(void **program) { delete (Source *) *program; return OK; }
const char *nvrtcGetErrorString(int) { return "software error of NVRTC"; }

}
