/** The search module. */
package dev.lattice.search;
