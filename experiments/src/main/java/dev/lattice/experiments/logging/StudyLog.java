package dev.lattice.experiments.logging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.ErrorHandler;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.layout.PatternLayout;

/**
 * Sends log lines of every thread to one more file for as long as it is open; an existing file is continued.
 *
 * <pre>{@code
 * try (StudyLog log = StudyLog.open(folder.resolve("lattice.log"), Level.INFO)) {
 *     sweep.run();
 * }
 * }</pre>
 */
public final class StudyLog implements AutoCloseable {

    private static final String PATTERN = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5p [%t]%notEmpty{ %X} %c{1.} - %m%n%xEx";

    private final LoggerContext context;
    private final FileAppender appender;

    private StudyLog(LoggerContext context, FileAppender appender) {
        this.context = context;
        this.appender = appender;
    }

    /**
     * Returns an open log.
     *
     * @param file the file; missing parent folders are made
     * @param level the least severe level that is written
     * @throws UncheckedIOException if the file cannot be written; the message names it
     */
    public static StudyLog open(Path file, Level level) {
        LoggerContext context = (LoggerContext) LogManager.getContext(false);
        Configuration configuration = context.getConfiguration();
        Path absolute = file.toAbsolutePath();
        checkWritable(absolute);
        FileAppender appender = FileAppender.newBuilder()
                .setName("study " + absolute)
                .setFileName(absolute.toString())
                .setLayout(PatternLayout.newBuilder()
                        .setPattern(PATTERN)
                        .setConfiguration(configuration)
                        .build())
                .setConfiguration(configuration)
                .build();
        appender.setHandler(new Unheard());
        appender.start();
        configuration.getRootLogger().addAppender(appender, level, null);
        context.updateLoggers();
        return new StudyLog(context, appender);
    }

    private static void checkWritable(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
        } catch (IOException e) {
            throw new UncheckedIOException("the log file " + file + " cannot be written", e);
        }
    }

    /** Detaches and closes the file. */
    @Override
    public void close() {
        context.getConfiguration().getRootLogger().removeAppender(appender.getName());
        context.updateLoggers();
        appender.stop();
    }

    /** Log4j prints stack traces to stderr where a log cannot be written, as on a full disk, of which the sweep itself speaks. */
    private static final class Unheard implements ErrorHandler {
        @Override
        public void error(String message) {}

        @Override
        public void error(String message, Throwable cause) {}

        @Override
        public void error(String message, LogEvent event, Throwable cause) {}
    }
}
