/** Tests of what spans the modules. */
package dev.lattice.experiments;
