/**
 * Models on disk.
 *
 * <p>{@link dev.lattice.core.modelfile.ModelFolder} writes and reads a folder of two files: {@code model.json} (experiment, curve,
 * metrics, provenance) and {@code weights.safetensors}; loading gives the same outputs bit for bit.
 * {@link dev.lattice.core.modelfile.Dl4jExport} writes encoder and decoder for plain Deeplearning4j,
 * {@link dev.lattice.core.modelfile.OnnxExport} writes both and the whole for any runtime that reads ONNX. No Java serialization and no
 * class names: a file from elsewhere can be refused, but not run.
 */
package dev.lattice.core.modelfile;
