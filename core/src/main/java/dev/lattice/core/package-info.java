/** The core module. */
package dev.lattice.core;
