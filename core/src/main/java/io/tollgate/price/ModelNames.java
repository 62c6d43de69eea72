package io.tollgate.price;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How vendors, gateways and people write one model's name in several ways. */
final class ModelNames {
    /** Dates, snapshot numbers and words that name a version of a model, not another model. */
    private static final Pattern VERSION = Pattern.compile(
            "-(?:\\d{4}-\\d{2}-\\d{2}|\\d{2}-\\d{4}|\\d{8}|\\d{4}|\\d{3}|latest|default|preview(?:-\\d{2}-\\d{2,4})?)$");

    private ModelNames() {}

    /**
     * The name as it compares: in lower case, with a dash for each dot, underscore and at sign, and without the account
     * and region before it in an ARN of Bedrock's.
     */
    static String plain(String name) {
        String plain = (isArn(name) ? name.substring(name.lastIndexOf('/') + 1) : name)
                .toLowerCase(Locale.ROOT)
                .replace('.', '-')
                .replace('_', '-')
                .replace('@', '-');
        return plain.startsWith("models/") ? plain.substring("models/".length()) : plain;
    }

    static boolean isArn(String name) {
        return name.startsWith("arn:");
    }

    /** A plain name without its version; empty if it has none. */
    static Optional<String> withoutVersion(String plain) {
        Matcher version = VERSION.matcher(plain);
        return version.find() ? Optional.of(plain.substring(0, version.start())) : Optional.empty();
    }

    /** The model itself, whoever serves it: without the path before it, in lower case. */
    static String base(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.substring(lower.lastIndexOf('/') + 1);
    }
}
