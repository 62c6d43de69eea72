package io.tollgate.spi;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
import io.tollgate.price.Capability;
import io.tollgate.price.ModelCard;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a request may ask for and some formats have no word for: a codec names what its vendor lacks. */
public enum Feature {
    /** A seed. */
    SEED("seed", "seed"),
    /** A presence penalty. */
    PRESENCE_PENALTY("presencePenalty", "presence penalty"),
    /** A frequency penalty. */
    FREQUENCY_PENALTY("frequencyPenalty", "frequency penalty"),
    /** Texts that end the answer. */
    STOP("stop", "stop sequences"),
    /** A text that ends the answer and is only white space. */
    BLANK_STOP("stop", "blank stop sequence"),
    /** Any JSON object as the answer. */
    JSON_MODE("responseFormat", "JSON mode without a schema; use ResponseFormat.jsonSchema"),
    /** Tools of the app's. */
    TOOLS("tools", "tools of the app's"),
    /** A tool whose schema binds the model. */
    STRICT_TOOLS("tools", "schema that binds the model"),
    /** That a tool must be called. */
    FORCED_TOOL("toolChoice", "order to use a tool"),
    /** One tool call at a time. */
    ONE_CALL_AT_A_TIME("parallelToolCalls", "order to ask for one tool at a time; leave it unset"),
    /** Documents. */
    DOCUMENTS("document", "PDF; send its text"),
    /** Thoughts bounded in tokens. */
    REASONING_BUDGET("reasoning", "budget in tokens; use a Reasoning.Effort");

    private final String field;
    private final String name;

    Feature(String field, String name) {
        this.field = field;
        this.name = name;
    }

    private boolean isAskedBy(ChatRequest request) {
        return switch (this) {
            case SEED -> request.seed().isPresent();
            case PRESENCE_PENALTY -> request.presencePenalty().isPresent();
            case FREQUENCY_PENALTY -> request.frequencyPenalty().isPresent();
            case STOP -> !request.stop().isEmpty();
            case BLANK_STOP -> request.stop().stream().anyMatch(String::isBlank);
            case JSON_MODE -> request.responseFormat() instanceof ResponseFormat.Json;
            case TOOLS -> !request.tools().isEmpty();
            case STRICT_TOOLS -> request.tools().stream().anyMatch(Tool::strict);
            case FORCED_TOOL -> !request.tools().isEmpty() && mustCall(request.toolChoice());
            case ONE_CALL_AT_A_TIME ->
                !request.tools().isEmpty() && !request.parallelToolCalls().orElse(true);
            case DOCUMENTS -> holds(request, Content.Document.class);
            case REASONING_BUDGET -> request.reasoning().orElse(null) instanceof Reasoning.Budget;
        };
    }

    private static boolean mustCall(ToolChoice choice) {
        return choice instanceof ToolChoice.Required || choice instanceof ToolChoice.Named;
    }

    private static boolean holds(ChatRequest request, Class<? extends Content> kind) {
        return request.messages().stream()
                .anyMatch(message -> message.content().stream().anyMatch(kind::isInstance));
    }

    /**
     * Refuses a request for what a vendor lacks, before anything of it is written.
     *
     * @throws FailureException UNSUPPORTED, with the fields' names, if the request asks for some of these
     */
    public static void refuse(ChatRequest request, String vendor, Feature... lacking) throws FailureException {
        List<Feature> asked = new ArrayList<>(0);
        for (Feature feature : lacking) {
            if (feature.isAskedBy(request)) {
                asked.add(feature);
            }
        }
        if (!asked.isEmpty()) {
            throw FailureException.unsupported(join(asked, feature -> feature.field) + ": " + vendor + " takes no "
                    + join(asked, one -> one.name));
        }
    }

    private static String join(List<Feature> features, Function<Feature, String> word) {
        return features.stream().map(word).collect(Collectors.joining(", "));
    }

    /**
     * Refuses a number that a vendor doesn't take.
     *
     * @throws FailureException UNSUPPORTED, with the field's name, if it isn't between the two or one of them
     */
    public static void refuseBeyond(String vendor, String field, OptionalDouble number, double least, double most)
            throws FailureException {
        double value = number.orElse(least);
        if (value < least || value > most) {
            throw FailureException.unsupported(
                    field + ": " + vendor + " takes " + least + " to " + most + ", but the request has " + value);
        }
    }

    /** The same for a whole number. */
    public static void refuseBeyond(String vendor, String field, OptionalLong number, long least, long most)
            throws FailureException {
        long value = number.orElse(least);
        if (value < least || value > most) {
            throw FailureException.unsupported(
                    field + ": " + vendor + " takes " + least + " to " + most + ", but the request has " + value);
        }
    }

    /**
     * Refuses media of a type that a vendor doesn't take.
     *
     * @param what they are, such as {@code images}
     * @throws FailureException UNSUPPORTED, with the types that it takes, if theirs is none of these
     */
    public static void refuseOther(String vendor, String what, Collection<String> taken, Media media)
            throws FailureException {
        if (!taken.contains(media.type())) {
            throw FailureException.unsupported("messages: " + vendor + " takes " + what + " of "
                    + taken.stream().sorted().toList() + ", but one is " + media.type());
        }
    }

    /**
     * Refuses temperature and top-p for a model that takes none.
     *
     * @throws FailureException UNSUPPORTED, with the field's name
     */
    public static void refuseSampling(ChatRequest request, ModelCard model) throws FailureException {
        if (!model.can(Capability.SAMPLING)
                && (request.temperature().isPresent() || request.topP().isPresent())) {
            String field = request.temperature().isPresent() ? "temperature: " : "topP: ";
            throw FailureException.unsupported(field + model.name() + " takes none");
        }
    }

    /**
     * Refuses a way to ask for thoughts that the model doesn't take; to ask for none is allowed.
     *
     * @throws FailureException UNSUPPORTED, with the field's name
     */
    public static void refuseReasoning(ChatRequest request, ModelCard model) throws FailureException {
        Reasoning wish = request.reasoning().orElse(Reasoning.Effort.NONE);
        if (wish instanceof Reasoning.Budget && !model.can(Capability.THINKING_BUDGET)) {
            throw FailureException.unsupported(
                    "reasoning: " + model.name() + " takes no budget of tokens; use a Reasoning.Effort");
        }
        if (wish instanceof Reasoning.Effort
                && wish != Reasoning.Effort.NONE
                && !model.can(Capability.REASONING_EFFORT)) {
            throw FailureException.unsupported("reasoning: " + model.name() + " takes no effort; use Reasoning.budget");
        }
    }
}
