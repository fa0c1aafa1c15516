/**
 * What a study is shown as: ranking, tables, figures and one page.
 *
 * <p>{@link dev.lattice.report.StudyReport} turns a {@code StudyInfo.View}, and the models that were kept (a
 * {@link dev.lattice.report.ModelGallery}), into the files of a report. Everything is a function of its arguments: the
 * same study gives the same files, but for what the study itself says about times. Nothing here trains, evaluates or
 * reads a study file.
 */
package dev.lattice.report;
