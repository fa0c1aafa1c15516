// The kernels of pack.cu as functions of the CPU. Blocks run one after another, the threads of a block as contexts that take turns at
// __syncthreads.
#pragma once
#include <cmath>
#include <cstring>
#include <map>
#include <string>
#include <ucontext.h>
#include <vector>

struct Index { int x; };
static Index threadIdx, blockIdx;

static const int BLOCK = 256;
static const size_t STACK = 65536;
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
struct Kernel { Function function; bool waits; };

static const std::map<std::string, Kernel> KERNELS = {
  {"gather", {gather, false}}, {"label_add", {label_add, false}}, {"bias_activation", {bias_activation, false}},
  {"means", {means, false}}, {"store", {store, false}}, {"update", {update, false}}, {"label_sum", {label_sum, false}},
  {"reparameterize", {reparameterize, true}}, {"output", {output, true}}, {"squared_error", {squared_error, true}},
  {"activation_backward", {activation_backward, true}}, {"output_sums", {output_sums, true}},
  {"latent_gradient", {latent_gradient, true}}, {"sums", {sums, true}}, {"tick", {nullptr, false}}};

struct Arguments { Function function; const Run *run; const i64 *segments; const int *tiles; int data; };
static Arguments launched;
static std::vector<char> stacks(BLOCK * STACK);

static void call() { launched.function(launched.run, launched.segments, launched.tiles, launched.data); }

static void thread() {
  call();
  ended[current] = true;
  swapcontext(&threads[current], &scheduler);
}

static void block(int number, bool waits) {
  blockIdx.x = number;
  if (!waits) {
    for (int t = 0; t < BLOCK; t++) {
      threadIdx.x = t;
      call();
    }
    return;
  }
  for (int t = 0; t < BLOCK; t++) {
    getcontext(&threads[t]);
    threads[t].uc_stack.ss_sp = &stacks[t * STACK];
    threads[t].uc_stack.ss_size = STACK;
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
