package dev.lattice.search.store;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.trial.Provenance;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TestOpening;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The binary form of what a study searches; versions as {@link TrialCodec#VERSION}. */
final class InfoCodec {

    /** Openings of the test images are recorded since this version. */
    private static final int TESTS = 2;

    /** The command that makes a study is recorded since this version. */
    private static final int COMMAND = 3;

    private static final int OPENING_BYTES = 8;

    private InfoCodec() {}

    static byte[] write(StudyInfo info) {
        Provenance from = info.provenance();
        Encoder out = new Encoder()
                .oneByte(TrialCodec.VERSION)
                .text(info.name())
                .text(SpecBinder.json(info.base()))
                .text(info.strategy())
                .map(info.space())
                .text(info.objective())
                .text(from.version())
                .text(from.commit())
                .text(from.java())
                .text(from.machine())
                .text(from.backend())
                .text(from.dataChecksum())
                .instant(from.created())
                .number(info.tests().size());
        for (TestOpening test : info.tests()) {
            out.number(test.number()).text(test.id()).instant(test.opened());
            TrialCodec.write(out, test.metrics());
        }
        return out.text(info.command()).bytes();
    }

    static StudyInfo read(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        int version = TrialCodec.version(in);
        String name = in.text();
        ExperimentSpec base = TrialCodec.experiment(in.text());
        String strategy = in.text();
        Map<String, Object> space = in.map();
        String objective = in.text();
        Provenance from =
                new Provenance(in.text(), in.text(), in.text(), in.text(), in.text(), in.text(), in.instant());
        List<TestOpening> tests = new ArrayList<>();
        for (int i = version < TESTS ? 0 : in.count(OPENING_BYTES); i > 0; i--) {
            tests.add(new TestOpening(in.whole(), in.text(), in.instant(), TrialCodec.metrics(in, version)));
        }
        String command = version < COMMAND ? "" : in.text();
        TrialCodec.end(in);
        return new StudyInfo(name, base, strategy, space, objective, from, tests, command);
    }
}
