package dev.lattice.core.engine.fused;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkspaceTest {

    @Test
    void whatCouldNotBeMadeFreesWhatItHadTaken() {
        List<Floats> taken = new ArrayList<>();
        List<String> closed = new ArrayList<>();
        OutOfMemoryError shortage = new OutOfMemoryError("no more");
        assertSame(
                shortage,
                assertThrows(
                        OutOfMemoryError.class,
                        () -> Workspace.filled(workspace -> {
                            taken.add(workspace.floats(1000));
                            workspace.beforeFreeing(() -> closed.add("first"));
                            workspace.beforeFreeing(() -> closed.add("second"));
                            throw shortage;
                        })));
        assertEquals(List.of("second", "first"), closed);
        assertThrows(IllegalStateException.class, () -> taken.get(0).get(0));
    }

    @Test
    void whatWasMadeKeepsItsMemoryUntilItClosesIt() {
        Workspace kept = Workspace.filled(workspace -> {
            workspace.floats(10);
            return workspace;
        });
        assertEquals(40, kept.bytes());
        kept.close();
        assertEquals(0, kept.bytes());
    }
}
