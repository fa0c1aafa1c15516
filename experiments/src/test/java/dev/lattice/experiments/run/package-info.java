/** Tests of what puts the modules together. */
package dev.lattice.experiments.run;
