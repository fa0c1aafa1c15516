package dev.lattice.search.store;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.trial.Provenance;
import dev.lattice.core.trial.StudyInfo;
import java.util.Map;

/** The binary form of what a study searches; versions as {@link TrialCodec#VERSION}. */
final class InfoCodec {

    private InfoCodec() {}

    static byte[] write(StudyInfo info) {
        Provenance from = info.provenance();
        return new Encoder()
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
                .bytes();
    }

    static StudyInfo read(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        TrialCodec.version(in);
        String name = in.text();
        ExperimentSpec base = TrialCodec.experiment(in.text());
        String strategy = in.text();
        Map<String, Object> space = in.map();
        String objective = in.text();
        Provenance from =
                new Provenance(in.text(), in.text(), in.text(), in.text(), in.text(), in.text(), in.instant());
        TrialCodec.end(in);
        return new StudyInfo(name, base, strategy, space, objective, from);
    }
}
