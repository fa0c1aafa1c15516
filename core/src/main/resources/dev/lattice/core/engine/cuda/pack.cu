// The operations of a pack (engine.pack.Segment) but for matrix products, for CUDA and, with the few macros of the test's emulator, for
// a C++ compiler. Compiled at start for the card at hand.
//
// Every kernel has the same arguments: the run, one row of WORDS numbers for each segment (Segment.words), and one pair for each block:
// which segment, and which part of it. A block does nothing for a member that has diverged, was dropped or takes no part. Sums run in a
// fixed order, so that the same input gives the same bits.

typedef long long i64;
typedef unsigned int u32;

#define THREADS 256
#define ELEMENTS 1024
#define COLUMNS 32
#define LANES (THREADS / COLUMNS)
#define WORDS 12
#define NUMBERS 8

struct Run {
  float *memory;
  const unsigned char *images[2];
  const unsigned char *labels[2];
  const int *orders;       // [orders, trainImages]
  const int *orderOf;      // [members]; -1: images as they stand
  const i64 *noiseKeys;    // [members]
  const i64 *pixelKeys;    // [members]
  const double *klWeights; // [steps, members]
  const float *klScales;   // [steps, members]
  const float *optimizer;  // [steps, members, NUMBERS]
  int *step;               // steps taken in this run
  int *state;              // [members]; 0: trains, -1: takes no part, n > 0: diverged at step n
  int *finite;             // [members]; 0 after an update that left a parameter that is no number
  double *totals;          // [members, 4]: reconstruction, kl, objective, the last finite objective per image
  i64 stride;
  i64 members;
  i64 trainImages;
};

#define KERNEL(name) \
  extern "C" __global__ void __launch_bounds__(THREADS) \
  name(const Run *run, const i64 *segments, const int *tiles, int data)

#define SEGMENT \
  const i64 *s = segments + (i64) tiles[2 * blockIdx.x] * WORDS; \
  const int part = tiles[2 * blockIdx.x + 1]; \
  const int member = (int) s[0]; \
  const int thread = threadIdx.x; \
  (void) part; (void) thread; (void) data; \
  if (run->state[member] != 0) return;

// ---- random numbers: core.random.CounterRandom, bit for bit, hence no contraction of multiplications and additions

__device__ static u32 randomBits(i64 key, int index) {
  u32 x = (u32) index ^ (u32) key;
  x ^= x >> 17;
  x *= 0xed5ad4bbu;
  x ^= x >> 11;
  x *= 0xac4c1b51u;
  x ^= x >> 15;
  x *= 0x31848babu;
  x ^= x >> 14;
  x += (u32) ((unsigned long long) key >> 32);
  x ^= x >> 16;
  x *= 0x21f0aaadu;
  x ^= x >> 15;
  x *= 0xd35a2d97u;
  x ^= x >> 15;
  return x;
}

__device__ static float randomUniform(i64 key, int index) {
  return __fmul_rn((float) (randomBits(key, index) >> 8), 5.9604644775390625e-8f);
}

__device__ static float exactLog(float x) {
  int shifted = __float_as_int(x) - 0x3f3504f3;
  int exponent = shifted >> 23;
  float m = __fadd_rn(__int_as_float((shifted & 0x007fffff) + 0x3f3504f3), -1.0f);
  float y = 7.0376836292e-2f;
  y = __fmaf_rn(y, m, -1.1514610310e-1f);
  y = __fmaf_rn(y, m, 1.1676998740e-1f);
  y = __fmaf_rn(y, m, -1.2420140846e-1f);
  y = __fmaf_rn(y, m, 1.4249322787e-1f);
  y = __fmaf_rn(y, m, -1.6668057665e-1f);
  y = __fmaf_rn(y, m, 2.0000714765e-1f);
  y = __fmaf_rn(y, m, -2.4999993993e-1f);
  y = __fmaf_rn(y, m, 3.3333331174e-1f);
  float m2 = __fmul_rn(m, m);
  y = __fmul_rn(__fmul_rn(y, m), m2);
  y = __fmaf_rn(-0.5f, m2, y);
  return __fmaf_rn((float) exponent, 0.693147180559945f, __fadd_rn(m, y));
}

__device__ static float randomGaussian(i64 key, int index) {
  float x = __fmul_rn(__fadd_rn((float) ((int) randomBits(key, index) >> 8), 0.5f), 1.1920928955078125e-7f);
  float w = -exactLog(__fmul_rn(__fadd_rn(1.0f, -x), __fadd_rn(1.0f, x)));
  float p;
  if (w < 5.0f) {
    float v = __fadd_rn(w, -2.5f);
    p = 2.81022636e-08f;
    p = __fmaf_rn(p, v, 3.43273939e-07f);
    p = __fmaf_rn(p, v, -3.5233877e-06f);
    p = __fmaf_rn(p, v, -4.39150654e-06f);
    p = __fmaf_rn(p, v, 0.00021858087f);
    p = __fmaf_rn(p, v, -0.00125372503f);
    p = __fmaf_rn(p, v, -0.00417768164f);
    p = __fmaf_rn(p, v, 0.246640727f);
    p = __fmaf_rn(p, v, 1.50140941f);
  } else {
    float v = __fadd_rn(__fsqrt_rn(w), -3.0f);
    p = -0.000200214257f;
    p = __fmaf_rn(p, v, 0.000100950558f);
    p = __fmaf_rn(p, v, 0.00134934322f);
    p = __fmaf_rn(p, v, -0.00367342844f);
    p = __fmaf_rn(p, v, 0.00573950773f);
    p = __fmaf_rn(p, v, -0.0076224613f);
    p = __fmaf_rn(p, v, 0.00943887047f);
    p = __fmaf_rn(p, v, 1.00167406f);
    p = __fmaf_rn(p, v, 2.83297682f);
  }
  return __fmul_rn(1.41421356237309505f, __fmul_rn(p, x));
}

// ---- what kernels share

__device__ static i64 imageOf(const Run *run, int member, int row) {
  i64 at = (i64) run->step[0] * run->stride + row;
  int order = run->orderOf[member];
  return order < 0 ? at : run->orders[(i64) order * run->trainImages + at];
}

// The sum over a block's threads, in a fixed order; all threads call it and all get it.
__device__ static float blockSum(float value) {
  __shared__ float sums[THREADS];
  sums[threadIdx.x] = value;
  __syncthreads();
  for (int half = THREADS / 2; half > 0; half /= 2) {
    if ((int) threadIdx.x < half) sums[threadIdx.x] += sums[threadIdx.x + half];
    __syncthreads();
  }
  float sum = sums[0];
  __syncthreads();
  return sum;
}

__device__ static double blockSumDouble(double value) {
  __shared__ double sums[THREADS];
  sums[threadIdx.x] = value;
  __syncthreads();
  for (int half = THREADS / 2; half > 0; half /= 2) {
    if ((int) threadIdx.x < half) sums[threadIdx.x] += sums[threadIdx.x + half];
    __syncthreads();
  }
  double sum = sums[0];
  __syncthreads();
  return sum;
}

// The sums over a column's lanes of threads that are laid out LANES x COLUMNS; lane 0 gets them.
__device__ static float laneSum(float value) {
  __shared__ float lanes[THREADS];
  lanes[threadIdx.x] = value;
  __syncthreads();
  float sum = 0.0f;
  if ((int) threadIdx.x < COLUMNS) {
    for (int lane = 0; lane < LANES; lane++) sum += lanes[lane * COLUMNS + threadIdx.x];
  }
  __syncthreads();
  return sum;
}

__device__ static float logistic(float x) { return 1.0f / (1.0f + expf(-x)); }

// Ordinals of engine.fused.Activation.
__device__ static float activate(int activation, float x) {
  switch (activation) {
    case 1: return x > 0.0f ? x : (x != x ? x : 0.0f);
    case 2: return x > 0.0f ? x : 0.01f * x;
    case 3: return tanhf(x);
    default: return x;
  }
}

__device__ static float slope(int activation, float y) {
  switch (activation) {
    case 1: return y > 0.0f ? 1.0f : 0.0f;
    case 2: return y > 0.0f ? 1.0f : 0.01f;
    case 3: return 1.0f - y * y;
    default: return 1.0f;
  }
}

// ---- a block takes ELEMENTS numbers
// A segment has fewer than 2^32 of them (CudaProgram), so that rows and columns come of 32-bit divisions.

KERNEL(gather) {
  SEGMENT
  const u32 pixels = (u32) s[2];
  const u32 size = (u32) s[1] * pixels;
  float *target = run->memory + s[3];
  const int mode = (int) s[4];
  const i64 key = run->pixelKeys[member];
  for (int e = thread; e < ELEMENTS; e += THREADS) {
    u32 i = (u32) part * ELEMENTS + e;
    if (i < size) {
      i64 index = imageOf(run, member, (int) (i / pixels)) * pixels + i % pixels;
      float x = run->images[data][index] / 255.0f;
      if (mode == 1) x = x > 0.5f ? 1.0f : 0.0f;
      if (mode == 2) x = x > randomUniform(key, (int) index) ? 1.0f : 0.0f;
      target[i] = x;
    }
  }
}

KERNEL(label_add) {
  SEGMENT
  const u32 columns = (u32) s[2];
  const u32 size = (u32) s[1] * columns;
  const float *weights = run->memory + s[3];
  float *values = run->memory + s[4];
  for (int e = thread; e < ELEMENTS; e += THREADS) {
    u32 i = (u32) part * ELEMENTS + e;
    if (i < size) {
      int label = run->labels[data][imageOf(run, member, (int) (i / columns))];
      values[i] += weights[(i64) label * columns + i % columns];
    }
  }
}

KERNEL(bias_activation) {
  SEGMENT
  const u32 columns = (u32) s[2];
  const u32 size = (u32) s[1] * columns;
  float *values = run->memory + s[3];
  const float *bias = run->memory + s[4];
  const int activation = (int) s[5];
  for (int e = thread; e < ELEMENTS; e += THREADS) {
    u32 i = (u32) part * ELEMENTS + e;
    if (i < size) values[i] = activate(activation, values[i] + bias[i % columns]);
  }
}

KERNEL(means) {
  SEGMENT
  const u32 latent = (u32) s[2];
  const u32 size = (u32) s[1] * latent;
  const float *heads = run->memory + s[3];
  float *z = run->memory + s[4];
  for (int e = thread; e < ELEMENTS; e += THREADS) {
    u32 i = (u32) part * ELEMENTS + e;
    if (i < size) z[i] = heads[i / latent * 2 * latent + i % latent];
  }
}

KERNEL(store) {
  SEGMENT
  const u32 size = (u32) s[1] * (u32) s[2];
  const float *source = run->memory + s[3];
  float *target = run->memory + s[4] + (i64) run->step[0] * run->stride * s[2];
  for (int e = thread; e < ELEMENTS; e += THREADS) {
    u32 i = (u32) part * ELEMENTS + e;
    if (i < size) target[i] = source[i];
  }
}

__device__ static float decayed(float *moment, float decay, float gained) {
  float result = decay * *moment + gained;
  float kept = fabsf(result) < 1e-30f ? 0.0f : result;
  *moment = kept;
  return kept;
}

// The formulas and the order of the numbers are those of OptimizerStep and PackRun.put.
KERNEL(update) {
  SEGMENT
  const u32 size = (u32) s[1];
  float *parameters = run->memory + s[2];
  const float *gradient = run->memory + s[3];
  float *first = run->memory + s[4];
  float *second = run->memory + s[5];
  const int rule = (int) s[6];
  const float *n = run->optimizer + ((i64) run->step[0] * run->members + member) * NUMBERS;
  bool finite = true;
  for (int e = thread; e < ELEMENTS; e += THREADS) {
    u32 i = (u32) part * ELEMENTS + e;
    if (i < size) {
      float g = gradient[i];
      float p = parameters[i];
      if (rule == 0) {
        p -= n[0] * g;
      } else if (rule == 1) {
        float v = decayed(second + i, n[3], n[4] * g * g);
        p -= n[0] * g / (sqrtf(v) + n[6]);
      } else {
        float m = decayed(first + i, n[1], n[2] * g);
        float v = decayed(second + i, n[3], n[4] * g * g);
        p = p * n[7] - n[0] * m / (sqrtf(v) * n[5] + n[6]);
      }
      parameters[i] = p;
      finite = finite && isfinite(p);
    }
  }
  if (!finite) run->finite[member] = 0;
}

// ---- a block takes a row

KERNEL(reparameterize) {
  SEGMENT
  const int latent = (int) s[2];
  float *heads = run->memory + s[3] + (i64) part * 2 * latent;
  const float *bias = run->memory + s[4];
  float *z = run->memory + s[5] + (i64) part * latent;
  float *noise = run->memory + s[6] + (i64) part * latent;
  const i64 key = run->noiseKeys[member];
  const int first = (int) ((i64) run->step[0] * run->stride * latent) + part * latent;
  float kl = 0.0f;
  for (int j = thread; j < latent; j += THREADS) {
    float mean = heads[j] + bias[j];
    float logVar = heads[latent + j] + bias[latent + j];
    heads[j] = mean;
    heads[latent + j] = logVar;
    float drawn = randomGaussian(key, first + j);
    noise[j] = drawn;
    z[j] = mean + expf(0.5f * logVar) * drawn;
    kl += 0.5f * (mean * mean + expm1f(logVar) - logVar);
  }
  kl = blockSum(kl);
  if (thread == 0) run->memory[s[7] + part] = kl;
}

KERNEL(output) {
  SEGMENT
  const int rows = (int) s[1];
  const int columns = (int) s[2];
  float *logits = run->memory + s[3] + (i64) part * columns;
  const float *bias = run->memory + s[4];
  const float *target = run->memory + s[5] + (i64) part * columns;
  const float sigma = __int_as_float((int) s[8]);
  const float scale = 1.0f / rows;
  float loss = 0.0f;
  for (int c = thread; c < columns; c += THREADS) {
    float l = logits[c] + bias[c];
    float x = target[c];
    if (sigma == 0.0f) {
      loss += fmaxf(l, 0.0f) - l * x + log1pf(expf(-fabsf(l)));
      // fmaxf would turn what is no number into 0.
      loss += l != l ? l : 0.0f;
      logits[c] = scale * (logistic(l) - x);
    } else {
      float mean = logistic(l);
      float error = mean - x;
      loss += error * error;
      logits[c] = scale / (sigma * sigma) * error * mean * (1.0f - mean);
    }
  }
  loss = blockSum(loss);
  if (thread == 0) {
    if (sigma != 0.0f) loss = loss / (2.0f * sigma * sigma) + 0.5f * columns * logf(6.2831853071795865f * sigma * sigma);
    run->memory[s[6] + part] = loss;
  }
}

KERNEL(squared_error) {
  SEGMENT
  const int columns = (int) s[2];
  const float *logits = run->memory + s[3] + (i64) part * columns;
  const float *bias = run->memory + s[4];
  const float *target = run->memory + s[5] + (i64) part * columns;
  float squares = 0.0f;
  for (int c = thread; c < columns; c += THREADS) {
    float error = logistic(logits[c] + bias[c]) - target[c];
    squares += error * error;
  }
  squares = blockSum(squares);
  if (thread == 0) run->memory[s[6] + part] = squares;
}

// ---- a block takes COLUMNS columns

KERNEL(activation_backward) {
  SEGMENT
  const int rows = (int) s[1];
  const int columns = (int) s[2];
  float *gradient = run->memory + s[3];
  const float *outputs = run->memory + s[4];
  const int activation = (int) s[6];
  const int c = part * COLUMNS + thread % COLUMNS;
  float sum = 0.0f;
  if (c < columns) {
    for (int r = thread / COLUMNS; r < rows; r += LANES) {
      i64 i = (i64) r * columns + c;
      float g = gradient[i] * slope(activation, outputs[i]);
      gradient[i] = g;
      sum += g;
    }
  }
  sum = laneSum(sum);
  if (thread < COLUMNS && c < columns) run->memory[s[5] + c] = sum;
}

// The bias gradient of output's segment.
KERNEL(output_sums) {
  SEGMENT
  const int rows = (int) s[1];
  const int columns = (int) s[2];
  const float *gradient = run->memory + s[3];
  const int c = part * COLUMNS + thread % COLUMNS;
  float sum = 0.0f;
  if (c < columns) {
    for (int r = thread / COLUMNS; r < rows; r += LANES) sum += gradient[(i64) r * columns + c];
  }
  sum = laneSum(sum);
  if (thread < COLUMNS && c < columns) run->memory[s[7] + c] = sum;
}

KERNEL(latent_gradient) {
  SEGMENT
  const int rows = (int) s[1];
  const int latent = (int) s[2];
  const float *zGradient = run->memory + s[3];
  const float *noise = run->memory + s[4];
  float *heads = run->memory + s[5];
  const float klScale = run->klScales[(i64) run->step[0] * run->members + member];
  const int j = part * COLUMNS + thread % COLUMNS;
  float means = 0.0f;
  float logVars = 0.0f;
  if (j < latent) {
    for (int r = thread / COLUMNS; r < rows; r += LANES) {
      float dz = zGradient[(i64) r * latent + j];
      float *mean = heads + (i64) r * 2 * latent + j;
      float logVar = mean[latent];
      float dMean = dz + klScale * *mean;
      float dLogVar = dz * noise[(i64) r * latent + j] * 0.5f * expf(0.5f * logVar) + klScale * 0.5f * expm1f(logVar);
      *mean = dMean;
      mean[latent] = dLogVar;
      means += dMean;
      logVars += dLogVar;
    }
  }
  means = laneSum(means);
  logVars = laneSum(logVars);
  if (thread < COLUMNS && j < latent) {
    run->memory[s[6] + j] = means;
    run->memory[s[6] + latent + j] = logVars;
  }
}

// Lanes are classes.
KERNEL(label_sum) {
  SEGMENT
  const int rows = (int) s[1];
  const int columns = (int) s[2];
  const float *gradient = run->memory + s[3];
  float *sums = run->memory + s[4];
  const int classes = (int) s[5];
  const int c = part * COLUMNS + thread % COLUMNS;
  if (c < columns) {
    for (int k = thread / COLUMNS; k < classes; k += LANES) {
      float sum = 0.0f;
      for (int r = 0; r < rows; r++) {
        if (run->labels[data][imageOf(run, member, r)] == k) sum += gradient[(i64) r * columns + c];
      }
      sums[(i64) k * columns + c] = sum;
    }
  }
}

// ---- a block takes a member

KERNEL(sums) {
  SEGMENT
  const int rows = (int) s[1];
  const float *rowLoss = run->memory + s[2];
  double reconstruction = 0.0;
  double kl = 0.0;
  for (int r = thread; r < rows; r += THREADS) {
    reconstruction += rowLoss[r];
    if (s[3] >= 0) kl += run->memory[s[3] + r];
  }
  reconstruction = blockSumDouble(reconstruction);
  kl = blockSumDouble(kl);
  if (thread == 0) {
    double objective = reconstruction + run->klWeights[(i64) run->step[0] * run->members + member] * kl;
    if (!run->finite[member] || !isfinite(objective)) {
      run->state[member] = run->step[0] + 1;
    } else {
      double *totals = run->totals + 4 * member;
      totals[0] += reconstruction;
      totals[1] += kl;
      totals[2] += objective;
      totals[3] = objective / rows;
    }
  }
}

// Ends a step; one thread.
extern "C" __global__ void tick(const Run *run) { run->step[0]++; }
