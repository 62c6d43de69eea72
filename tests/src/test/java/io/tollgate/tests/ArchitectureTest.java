package io.tollgate.tests;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.Timer;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may use what, and what may be nowhere: of all that is published. */
class ArchitectureTest {
    /** The packages of core from top to bottom: each may use those below it only. */
    private static final List<String> CORE = List.of(
            "io.tollgate",
            "io.tollgate.json",
            "io.tollgate.spi",
            "io.tollgate.chat",
            "io.tollgate.embedding",
            "io.tollgate.rerank",
            "io.tollgate.budget",
            "io.tollgate.failure",
            "io.tollgate.key",
            "io.tollgate.price");

    private static final Set<String> PROVIDERS = Set.of(
            "io.tollgate.anthropic",
            "io.tollgate.bedrock",
            "io.tollgate.cohere",
            "io.tollgate.gemini",
            "io.tollgate.ollama",
            "io.tollgate.openai",
            "io.tollgate.vertex");

    /** Vertex hosts the models of two others, and speaks with them in their formats. */
    private static final Set<String> HOSTED = Set.of("io.tollgate.anthropic", "io.tollgate.gemini");

    private static final Pattern COMPILED_TESTS = Pattern.compile(".*/(test|test-classes)/io/.*");
    private static final Pattern UNPUBLISHED = Pattern.compile(".*/io/tollgate/(tests|examples|benchmarks)/.*");
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ArchitectureTest::isPublished)
            .importPackages("io.tollgate");

    private static boolean isPublished(Location location) {
        return !location.matches(COMPILED_TESTS) && !location.matches(UNPUBLISHED);
    }

    private static DescribedPredicate<JavaClass> in(String what, Predicate<JavaClass> predicate) {
        return describe(what, predicate);
    }

    private static final DescribedPredicate<JavaClass> OF_CORE =
            in("of core", one -> CORE.contains(one.getPackageName()));
    private static final DescribedPredicate<JavaClass> OF_A_PROVIDER =
            in("of a provider", one -> PROVIDERS.contains(one.getPackageName()));

    private static JavaClass topLevel(JavaClass one) {
        return one.getEnclosingClass().map(ArchitectureTest::topLevel).orElse(one);
    }

    private static DescribedPredicate<JavaClass> among(String... names) {
        Set<String> allowed = Set.of(names);
        return in("among " + allowed, one -> allowed.contains(topLevel(one).getName()));
    }

    @Test
    void theClassesUnderTestAreThere() {
        Set<String> packages = new TreeSet<>();
        ALL.forEach(one -> packages.add(one.getPackageName()));
        assertThat(packages)
                .containsAll(CORE)
                .contains(
                        "io.tollgate.openai",
                        "io.tollgate.anthropic",
                        "io.tollgate.gemini",
                        "io.tollgate.cohere",
                        "io.tollgate.ollama",
                        "io.tollgate.testkit");
        assertThat(ALL.contain("io.tollgate.OkHttpWire")).isTrue();
        assertThat(packages).noneMatch(name -> name.matches(".*\\.(impl|internal|util|utils|common|model|exception)"));
    }

    static Stream<String> corePackages() {
        return CORE.stream();
    }

    @ParameterizedTest
    @MethodSource("corePackages")
    void aPackageOfCoreUsesOnlyThoseBelowIt(String name) {
        List<String> below = CORE.subList(CORE.indexOf(name), CORE.size());
        noClasses()
                .that(in("in " + name, one -> one.getPackageName().equals(name)))
                .should()
                .dependOnClassesThat(in(
                        "of ours but not in " + below,
                        one -> one.getPackageName().startsWith("io.tollgate") && !below.contains(one.getPackageName())))
                .check(ALL);
    }

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass one) {
                        return one.getPackageName().startsWith("io.tollgate")
                                ? SliceIdentifier.of(one.getPackageName())
                                : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "our packages";
                    }
                })
                .should()
                .beFreeOfCycles()
                .check(ALL);
    }

    @Test
    void aProviderKnowsOnlyTheSpiAndWhatIsBelow() {
        noClasses()
                .that(OF_A_PROVIDER)
                .should()
                .dependOnClassesThat(
                        in("the router", one -> one.getPackageName().equals("io.tollgate")))
                .check(ALL);
        for (String provider : PROVIDERS) {
            ArchRule rule = noClasses()
                    .that(in("in " + provider, one -> one.getPackageName().equals(provider)))
                    .should()
                    .dependOnClassesThat(in(
                            "of another provider or the testkit",
                            one -> one.getPackageName().startsWith("io.tollgate.")
                                    && !CORE.contains(one.getPackageName())
                                    && !(provider.equals("io.tollgate.vertex") && HOSTED.contains(one.getPackageName()))
                                    && !one.getPackageName().equals(provider)))
                    .allowEmptyShould(true);
            rule.check(ALL);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "okhttp3             | OkHttpWire,PatientDns,Router",
                "okio                | OkHttpWire",
                "dev.failsafe        | Health",
                "com.github.benmanes | ResponseCache,EmbeddingCache,Sessions,key.KeyCache",
                "io.micrometer       | Metrics,Router",
                "software.amazon     | bedrock.Signature4,bedrock.Frames"
            })
    void aLibraryIsKnownToFewClasses(String library, String users) {
        String[] allowed =
                Stream.of(users.split(",")).map(name -> "io.tollgate." + name).toArray(String[]::new);
        noClasses()
                .that(DescribedPredicate.not(among(allowed)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library + "..")
                .check(ALL);
        assertThat(ALL).as("users of " + library).anyMatch(one -> one.getDirectDependenciesFromSelf().stream()
                .anyMatch(to -> to.getTargetClass().getPackageName().startsWith(library)));
    }

    @Test
    void theRouterKnowsTheHttpClientAndTheRegistryByTheirSettersOnly() {
        noClasses()
                .that(among("io.tollgate.Router"))
                .should()
                .dependOnClassesThat(in(
                        "of OkHttp or Micrometer, but for the types of two setters",
                        one -> one.getPackageName().matches("(okhttp3|io\\.micrometer).*")
                                && !Set.of("OkHttpClient", "MeterRegistry").contains(one.getSimpleName())))
                .check(ALL);
    }

    @Test
    void noOthersTypeIsInAPublicSignature() {
        // What an app has made of another library already.
        Set<String> allowed = Set.of(
                "io.tollgate.Router$Builder.httpClient",
                "io.tollgate.Router$Builder.meterRegistry",
                "io.tollgate.vertex.Vertex.credentials");
        List<String> found = new ArrayList<>();
        for (JavaClass one : ALL) {
            if (!isApi(one)) {
                continue;
            }
            one.getAllRawSuperclasses().forEach(type -> addIfForeign(found, one.getName(), type));
            one.getAllRawInterfaces().forEach(type -> addIfForeign(found, one.getName(), type));
            for (JavaMember member : one.getMembers()) {
                if (isVisible(member) && !allowed.contains(one.getName() + '.' + member.getName())) {
                    typesOf(member).forEach(type -> addIfForeign(found, member.getFullName(), type));
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private static boolean isApi(JavaClass one) {
        // Exported to the project's own modules only.
        boolean own = one.getPackageName().equals("io.tollgate.json");
        return !own
                && one.getModifiers().contains(JavaModifier.PUBLIC)
                && one.getEnclosingClass().map(ArchitectureTest::isApi).orElse(true);
    }

    private static boolean isVisible(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC);
    }

    private static Set<JavaClass> typesOf(JavaMember member) {
        Set<JavaClass> types = new HashSet<>(member.getAllInvolvedRawTypes());
        if (member instanceof JavaCodeUnit unit) {
            types.addAll(unit.getExceptionTypes());
        }
        return types;
    }

    private static void addIfForeign(List<String> found, String where, JavaClass type) {
        JavaClass plain = type.getBaseComponentType();
        boolean ours = plain.isPrimitive()
                || plain.getPackageName().startsWith("java.")
                || plain.getPackageName().equals("javax.sql")
                || plain.getPackageName().startsWith("io.tollgate");
        // The testkit's contracts are JUnit tests by purpose.
        boolean contract = where.startsWith("io.tollgate.testkit")
                && plain.getPackageName().startsWith("org.junit");
        if (!ours && !contract) {
            found.add(where + " shows " + plain.getName());
        }
    }

    @Test
    void noNameSaysNothing() {
        classes()
                .that(in("named", one -> !one.getSimpleName().isEmpty()))
                .should()
                .haveNameNotMatching(
                        ".*[.$](Abstract|Base)[A-Z]\\w*|.*(Impl|Manager|Helper|Helpers|Util|Utils|Handler|Processor|Wrapper|Context|Info|Data)(\\$.*)?")
                .check(ALL);
    }

    @Test
    void noStaticFieldChanges() {
        fields().that().areStatic().should().beFinal().check(ALL);
    }

    @Test
    void noStaticFieldHoldsSomethingThatChanges() throws Exception {
        List<String> found = new ArrayList<>();
        for (JavaClass one : ALL) {
            for (JavaField field : one.getFields()) {
                if (field.getModifiers().contains(JavaModifier.STATIC)
                        && !field.getModifiers().contains(JavaModifier.SYNTHETIC)
                        && isMutable(field)) {
                    found.add(field.getFullName());
                }
            }
        }
        assertThat(found).isEmpty();
    }

    /** By its type where that tells, by its value for collections. */
    private static boolean isMutable(JavaField field) throws ReflectiveOperationException {
        JavaClass type = field.getRawType();
        if (type.getPackageName().startsWith("java.util.concurrent") && !type.isAssignableTo(TimeUnit.class)) {
            return true;
        }
        if (type.isAssignableTo(ThreadLocal.class) || type.isAssignableTo(Random.class)) {
            return true;
        }
        if (!type.isAssignableTo(Collection.class) && !type.isAssignableTo(Map.class)) {
            return false;
        }
        Field reflected = Class.forName(field.getOwner().getName()).getDeclaredField(field.getName());
        reflected.setAccessible(true);
        Object value = reflected.get(null);
        String name = value.getClass().getName();
        return !name.startsWith("java.util.ImmutableCollections$") && !name.startsWith("java.util.Collections$");
    }

    /** The verifier's words for arithmetic with fractions; arrays and casts of them included. */
    private static final Pattern FRACTIONS = Pattern.compile(
            ": ([dfD]([a-z]*(load|store|add|sub|mul|div|rem|neg|return|cmp[lg])|const_\\d)(_\\d)?|[ilfd]2[fd]|[fd]2[il]|[df]a(load|store))\\b");

    @Test
    void moneyIsCountedWithoutFractions() {
        ToolProvider javap = ToolProvider.findFirst("javap").orElseThrow();
        List<String> found = new ArrayList<>();
        for (JavaClass one : ALL) {
            if (Set.of("io.tollgate.price", "io.tollgate.budget").contains(one.getPackageName())) {
                found.addAll(fractions(javap, one));
            }
        }
        assertThat(found)
                .as("the only fraction is the share of a warning")
                .allMatch(line -> line.contains("warnAt("))
                .isNotEmpty();
    }

    private static List<String> fractions(ToolProvider javap, JavaClass one) {
        String url = one.getSource().orElseThrow().getUri().toString();
        StringWriter out = new StringWriter();
        int code = javap.run(new PrintWriter(out), new PrintWriter(out), "-p", "-c", url);
        assertThat(code).as(out.toString()).isZero();
        List<String> found = new ArrayList<>();
        String member = "";
        for (String line : out.toString().split("\\R", -1)) {
            boolean declaration = line.endsWith(";") && line.startsWith("  ") && !line.contains(": ");
            member = declaration ? one.getName() + line : member;
            if (FRACTIONS.matcher(line).find() || (declaration && line.matches(".*\\b(double|float)\\b.*"))) {
                found.add(member + " -> " + line.strip());
            }
        }
        return found;
    }

    @Test
    void onlyMetersReportInFractions() {
        // A vector is an array of floats; a single float or double is nowhere else in the router.
        List<String> found = new ArrayList<>();
        for (JavaClass one : ALL) {
            if (!one.getPackageName().equals("io.tollgate")
                    || topLevel(one).getName().equals("io.tollgate.Metrics")) {
                continue;
            }
            one.getFields().stream()
                    .filter(field -> isFraction(field.getRawType()))
                    .forEach(field -> found.add(field.getFullName()));
            one.getCodeUnits().stream()
                    .filter(unit -> isFraction(unit.getRawReturnType())
                            || unit.getRawParameterTypes().stream().anyMatch(ArchitectureTest::isFraction))
                    .forEach(unit -> found.add(unit.getFullName()));
        }
        assertThat(found).isEmpty();
    }

    private static boolean isFraction(JavaClass type) {
        return Set.of("double", "float", "java.lang.Double", "java.lang.Float").contains(type.getName());
    }

    @Test
    void nothingIsPrintedOrLoggedPastSlf4j() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.apache.logging..", "org.apache.commons.logging..")
                .check(ALL);
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(ALL);
    }

    @Test
    void onlyTheWatchTheEscrowTheResolverAndTheReadersOfKeysStartAThread() {
        noClasses()
                .that(OF_CORE.or(OF_A_PROVIDER)
                        .and(DescribedPredicate.not(among(
                                "io.tollgate.Watch",
                                "io.tollgate.PatientDns",
                                "io.tollgate.budget.EscrowThread",
                                "io.tollgate.key.Readers"))))
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Executors.class, Timer.class, ForkJoinPool.class)
                .orShould()
                .callConstructorWhere(describe(
                        "a thread is made", call -> call.getTargetOwner().isAssignableTo(Thread.class)))
                .orShould()
                .callMethodWhere(describe(
                        "a future runs in a pool",
                        call -> call.getTargetOwner().isEquivalentTo(CompletableFuture.class)
                                && call.getName().endsWith("Async")))
                .check(ALL);
    }

    @Test
    void whatIsNotApiIsPackagePrivateAndFinal() {
        List<String> found = new ArrayList<>();
        for (JavaClass one : ALL) {
            Set<JavaModifier> modifiers = one.getModifiers();
            boolean open = !modifiers.contains(JavaModifier.FINAL)
                    && !modifiers.contains(JavaModifier.ABSTRACT)
                    && !one.isEnum()
                    && !one.isInterface();
            if (open && !isApi(one) && one.getSubclasses().isEmpty() && !one.isAnonymousClass()) {
                found.add(one.getName());
            }
        }
        assertThat(found).isEmpty();
    }
}
