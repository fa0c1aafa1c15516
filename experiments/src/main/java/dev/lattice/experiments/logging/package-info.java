/**
 * Where log lines go. The console shows warnings only, one line each; everything from INFO up, with stack traces, goes
 * to the file of the study at hand, which {@link dev.lattice.experiments.logging.StudyLog} attaches while the study
 * runs. Libraries that log through SLF4J (ND4J, DL4J, Arbiter) are bridged to Log4j. What a user reads as the answer of
 * a command is not logged: commands print it.
 */
package dev.lattice.experiments.logging;
