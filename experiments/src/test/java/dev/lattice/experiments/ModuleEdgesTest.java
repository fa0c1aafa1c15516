package dev.lattice.experiments;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The edges between modules and the one place where each outside library may be seen. */
class ModuleEdgesTest {

    private static final Pattern MODULE = Pattern.compile("(core|search|report|experiments)(?=/target/|-\\d)");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.lattice");

    @ParameterizedTest(name = "{0} does not see {1}")
    @CsvSource({
        "core, search",
        "core, report",
        "core, experiments",
        "search, report",
        "search, experiments",
        "report, search",
        "report, experiments",
    })
    void theModuleDoesNotSee(String module, String other) {
        check(noClasses()
                .that()
                .resideInAPackage("dev.lattice." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.lattice." + other + ".."));
    }

    @ParameterizedTest(name = "{0} only in {1}")
    @CsvSource({
        "DL4J and ND4J, core.., org.nd4j.. | org.deeplearning4j.nn.. | org.deeplearning4j.optimize..",
        "JavaCPP, core.., org.bytedeco..",
        "Protocol Buffers, core.modelfile.., com.google.protobuf..",
        "Arbiter, search.arbiter.., org.deeplearning4j.arbiter..",
        "MVStore, search.store.., org.h2..",
        "picocli, experiments.., picocli..",
    })
    void theLibraryIsSeenOnlyIn(String library, String home, String packages) {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.lattice." + home)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages.split(" \\| ")));
    }

    @Test
    void commonsCsvIsSeenOnlyWhereTablesAreReadOrWritten() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("dev.lattice.core.data..", "dev.lattice.report.table..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.commons.csv.."));
    }

    @Test
    void log4jCoreIsSeenOnlyWhereLogsAreSetUp() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.lattice.experiments.logging..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.logging.log4j.core.."));
    }

    /** Files from elsewhere are read by readers of our own; of these, any file could make any object. */
    @Test
    void nothingReadsSerializedObjects() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(
                        java.io.ObjectInputStream.class,
                        java.io.ObjectInput.class,
                        java.io.Externalizable.class,
                        org.h2.mvstore.type.ObjectDataType.class,
                        org.nd4j.common.util.SerializationUtils.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.beans.."));
    }

    @Test
    void noPackageIsInTwoModules() {
        Map<String, Set<String>> modules = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            String location = type.getSource().orElseThrow().getUri().toString();
            modules.computeIfAbsent(type.getPackageName(), p -> new TreeSet<>()).add(moduleOf(location));
        }
        assertTrue(modules.size() >= 4, () -> "too few packages were seen: " + modules);
        modules.forEach((name, owners) -> assertEquals(1, owners.size(), () -> name + " is in " + owners));
        modules.forEach((name, owners) -> assertTrue(
                name.startsWith("dev.lattice." + owners.iterator().next()), () -> name + " is in " + owners));
    }

    private static String moduleOf(String location) {
        Matcher found = MODULE.matcher(location);
        String module = null;
        while (found.find()) {
            module = found.group(1);
        }
        assertTrue(module != null, () -> "no module in " + location);
        return module;
    }

    /** Libraries come before the code that uses them: a rule may find nothing to judge yet. */
    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }
}
