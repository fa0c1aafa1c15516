// Runs the kernels of pack.cu on a CPU: blocks one after another, the threads of a block as contexts that take turns at __syncthreads.
// Reads what EmulatedPackDevice writes, and writes back memory, totals and states. usage: emulator INPUT OUTPUT
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <ucontext.h>
#include <vector>

struct Index { int x; };
static Index threadIdx, blockIdx;

static const int BLOCK = 256;
static ucontext_t scheduler, threads[BLOCK];
static bool ended[BLOCK];
static int current;

static void __syncthreads() { swapcontext(&threads[current], &scheduler); }

#define __global__
#define __device__
#define __shared__ static
#define __launch_bounds__(n)
static inline float __fmul_rn(float a, float b) { volatile float r = a * b; return r; }
static inline float __fadd_rn(float a, float b) { volatile float r = a + b; return r; }
static inline float __fmaf_rn(float a, float b, float c) { return fmaf(a, b, c); }
static inline float __fsqrt_rn(float a) { return sqrtf(a); }
static inline int __float_as_int(float f) { int i; memcpy(&i, &f, 4); return i; }
static inline float __int_as_float(int i) { float f; memcpy(&f, &i, 4); return f; }
using std::isfinite;

#include "pack.cu"

typedef void (*Function)(const Run *, const i64 *, const int *, int);
static const std::map<std::string, Function> KERNELS = {
  {"gather", gather}, {"label_add", label_add}, {"bias_activation", bias_activation}, {"means", means}, {"store", store},
  {"update", update}, {"reparameterize", reparameterize}, {"output", output}, {"squared_error", squared_error},
  {"activation_backward", activation_backward}, {"output_sums", output_sums}, {"latent_gradient", latent_gradient},
  {"label_sum", label_sum}, {"sums", sums}};

struct Launch {
  Function kernel;
  std::vector<i64> segments;
  std::vector<int> tiles;
  i64 m, n, k, aTransposed, bTransposed;
  std::vector<i64> a, b, c;
};
struct Program { int data; std::vector<Launch> launches; };

static Run run;
static const Launch *launch;
static int data;
static std::vector<char> stacks(BLOCK * 32768);

static void thread() {
  launch->kernel(&run, launch->segments.data(), launch->tiles.data(), data);
  ended[current] = true;
  swapcontext(&threads[current], &scheduler);
}

static void block(int number) {
  blockIdx.x = number;
  for (int t = 0; t < BLOCK; t++) {
    getcontext(&threads[t]);
    threads[t].uc_stack.ss_sp = &stacks[t * 32768];
    threads[t].uc_stack.ss_size = 32768;
    threads[t].uc_link = &scheduler;
    makecontext(&threads[t], thread, 0);
    ended[t] = false;
  }
  for (bool more = true; more;) {
    more = false;
    for (int t = 0; t < BLOCK; t++) {
      if (ended[t]) continue;
      current = t;
      threadIdx.x = t;
      swapcontext(&scheduler, &threads[t]);
      more |= !ended[t];
    }
  }
}

static void multiply(const Launch &p) {
  for (size_t i = 0; i < p.a.size(); i++) {
    const float *a = run.memory + p.a[i], *b = run.memory + p.b[i];
    for (i64 r = 0; r < p.m; r++) {
      for (i64 c = 0; c < p.n; c++) {
        double sum = 0;
        for (i64 j = 0; j < p.k; j++) {
          sum += (double) a[p.aTransposed ? j * p.m + r : r * p.k + j] * b[p.bTransposed ? c * p.k + j : j * p.n + c];
        }
        run.memory[p.c[i] + r * p.n + c] = (float) sum;
      }
    }
  }
}

static FILE *in;
template <typename T> static std::vector<T> read(size_t count) {
  std::vector<T> values(count);
  if (count > 0 && fread(values.data(), sizeof(T), count, in) != count) { fprintf(stderr, "short input\n"); exit(1); }
  return values;
}
template <typename T> static T one() { return read<T>(1)[0]; }

int main(int argc, char **argv) {
  if (argc != 3 || !(in = fopen(argv[1], "rb"))) return 2;
  auto h = read<i64>(9);
  const i64 floats = h[0], members = h[1], trained = h[2], looked = h[3], pixels = h[4], orderCount = h[5], steps = h[6];
  run.stride = h[7];
  run.members = members;
  run.trainImages = trained;
  const i64 tables = h[8];
  auto memory = read<float>(floats);
  auto trainPixels = read<unsigned char>(trained * pixels), trainLabels = read<unsigned char>(trained);
  auto lookPixels = read<unsigned char>(looked * pixels), lookLabels = read<unsigned char>(looked);
  auto orders = read<int>(orderCount * trained), orderOf = read<int>(members);
  auto noiseKeys = read<i64>(members), pixelKeys = read<i64>(members);
  auto klWeights = read<double>(tables * steps * members);
  auto klScales = read<float>(tables * steps * members), optimizer = read<float>(tables * steps * members * NUMBERS);
  auto state = read<int>(members);
  std::vector<int> finite(members, 1);
  std::vector<double> totals(4 * members, 0);
  for (i64 m = 0; m < members; m++) totals[4 * m + 3] = NAN;
  int step = 0;
  run.memory = memory.data();
  run.images[0] = trainPixels.data();
  run.images[1] = lookPixels.data();
  run.labels[0] = trainLabels.data();
  run.labels[1] = lookLabels.data();
  run.orders = orders.data();
  run.orderOf = orderOf.data();
  run.noiseKeys = noiseKeys.data();
  run.pixelKeys = pixelKeys.data();
  run.klWeights = klWeights.data();
  run.klScales = klScales.data();
  run.optimizer = optimizer.data();
  run.step = &step;
  run.state = state.data();
  run.finite = finite.data();
  run.totals = totals.data();
  std::vector<Program> programs(one<i64>());
  for (auto &program : programs) {
    program.data = one<i64>();
    program.launches.resize(one<i64>());
    for (auto &l : program.launches) {
      if (one<i64>() == 0) {
        auto name = read<char>(one<i64>());
        l.kernel = KERNELS.at(std::string(name.begin(), name.end()));
        l.segments = read<i64>(one<i64>());
        l.tiles = read<int>(one<i64>());
      } else {
        l.kernel = nullptr;
        l.m = one<i64>(); l.n = one<i64>(); l.k = one<i64>();
        l.aTransposed = one<i64>(); l.bTransposed = one<i64>();
        i64 count = one<i64>();
        l.a = read<i64>(count); l.b = read<i64>(count); l.c = read<i64>(count);
      }
    }
  }
  auto events = read<i64>(one<i64>());
  for (i64 event : events) {
    if (event < 0) {
      if (state[-event - 1] == 0) state[-event - 1] = -1;
      continue;
    }
    data = programs[event].data;
    for (auto &l : programs[event].launches) {
      launch = &l;
      if (l.kernel == nullptr) multiply(l);
      else for (size_t b = 0; b < l.tiles.size() / 2; b++) block((int) b);
    }
    tick(&run);
  }
  FILE *out = fopen(argv[2], "wb");
  fwrite(memory.data(), 4, memory.size(), out);
  fwrite(totals.data(), 8, totals.size(), out);
  fwrite(state.data(), 4, state.size(), out);
  return fclose(out);
}
