package dev.lattice.experiments.logging;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.LoggerConfig;

/** The log lines that a user sees on stderr. */
public final class ConsoleLog {

    /** Name of the appender in log4j2.xml. */
    private static final String CONSOLE = "console";

    private ConsoleLog() {}

    /** Shows log lines from {@code level} on; without this call, warnings and errors only. */
    public static void show(Level level) {
        LoggerContext context = LoggerContext.getContext(false);
        Appender console = context.getConfiguration().getAppender(CONSOLE);
        LoggerConfig root = context.getConfiguration().getRootLogger();
        root.removeAppender(CONSOLE);
        root.addAppender(console, level, null);
        if (root.getLevel().isMoreSpecificThan(level)) {
            root.setLevel(level);
        }
        context.updateLoggers();
    }
}
