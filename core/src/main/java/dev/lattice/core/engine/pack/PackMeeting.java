package dev.lattice.core.engine.pack;

import dev.lattice.core.engine.Inference;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where the members of a pack, each on a thread of its own, wait for one another: when nobody who is left is still busy elsewhere, the
 * one who came last does for all what they wait for. A member that leaves is waited for no longer.
 */
final class PackMeeting {

    private final Pack pack;
    private final TreeSet<Integer> present = new TreeSet<>();
    private final Map<Integer, Pack.Epoch> training = new TreeMap<>();
    private final Map<Integer, Boolean> looking = new TreeMap<>();
    private final Map<Integer, Object> done = new HashMap<>();

    /** Opens the meeting of all members. */
    PackMeeting(Pack pack, int members) {
        this.pack = pack;
        for (int m = 0; m < members; m++) {
            present.add(m);
        }
    }

    /** Trains an epoch together with the others. */
    synchronized Pack.Outcome train(int member, Pack.Epoch epoch) {
        training.put(member, epoch);
        return (Pack.Outcome) met(member);
    }

    /** Looks at the validation images together with the others. */
    synchronized Inference.Measures look(int member, boolean measured) {
        looking.put(member, measured);
        return (Inference.Measures) met(member);
    }

    /** Does what concerns one member alone, while the pack stands still. */
    synchronized <T> T alone(Function<Pack, T> action) {
        return action.apply(pack);
    }

    /** Leaves; the last one out closes the pack. */
    synchronized void leave(int member) {
        if (!present.remove(member)) {
            return;
        }
        if (present.isEmpty()) {
            pack.close();
        } else {
            runIfAllWait();
        }
    }

    private Object met(int member) {
        runIfAllWait();
        boolean interrupted = false;
        while (!done.containsKey(member)) {
            try {
                wait();
            } catch (InterruptedException e) {
                // Whoever interrupts asks for a stop as well, which the next step finds.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Object result = done.remove(member);
        if (result instanceof Failure failure) {
            throw new IllegalStateException("a step of the pack failed: " + failure.cause(), failure.cause());
        }
        return result;
    }

    private record Failure(Throwable cause) {}

    private void runIfAllWait() {
        if (training.size() + looking.size() < present.size()) {
            return;
        }
        run(training, () -> pack.train(Map.copyOf(training)));
        run(looking, () -> pack.look(Map.copyOf(looking)));
        notifyAll();
    }

    /** A device that fails, fails all who wait for it: each is told. */
    private void run(Map<Integer, ?> asked, Supplier<Map<Integer, ?>> action) {
        if (asked.isEmpty()) {
            return;
        }
        try {
            done.putAll(action.get());
        } catch (RuntimeException | Error e) {
            asked.keySet().forEach(member -> done.put(member, new Failure(e)));
        } finally {
            asked.clear();
        }
    }
}
