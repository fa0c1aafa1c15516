package dev.lattice.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lattice.core.trial.TrialRecord;
import dev.lattice.experiments.spec.ExperimentFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SweepConsoleTest {

    /** As tables do: a drawn rate with four digits, layers as 400-200. */
    @Test
    void valuesAreWrittenForPeople() {
        Map<String, Object> varied = new LinkedHashMap<>();
        varied.put("training.learningRate", 1.903615316925156E-4);
        varied.put("model.hidden", List.of(400, 200));
        TrialRecord trial = TrialRecord.queued(
                3,
                "id",
                varied,
                ExperimentFile.read("demo").resolve(List.of(), null).spec());
        StringWriter err = new StringWriter();
        Console console = new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), false, false);
        new SweepConsole(console).failed(trial, false, null);
        assertEquals("trial 3 [learningRate=0.0001904 hidden=400-200] failed\n", err.toString());
    }
}
