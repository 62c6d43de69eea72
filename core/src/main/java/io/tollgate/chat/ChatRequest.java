package io.tollgate.chat;

import io.tollgate.price.Money;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an app asks of a model or route. Immutable: every {@code with…} method gives another request.
 *
 * <p>What a vendor can't express or a model can't do is refused with the field's name, or skips that candidate with the
 * reason; nothing is dropped silently.
 */
public final class ChatRequest {
    private final String model;
    private final List<Message> messages;
    private final List<Tool> tools;
    private final ToolChoice toolChoice;
    private final @Nullable Boolean parallelToolCalls;
    private final ResponseFormat responseFormat;
    private final @Nullable Double temperature;
    private final @Nullable Double topP;
    private final @Nullable Integer maxOutputTokens;
    private final List<String> stop;
    private final @Nullable Long seed;
    private final @Nullable Double presencePenalty;
    private final @Nullable Double frequencyPenalty;
    private final @Nullable Reasoning reasoning;
    private final String team;
    private final Map<String, String> tags;
    private final String user;
    private final @Nullable Duration deadline;
    private final @Nullable Money maxCostPerCall;
    private final @Nullable Money extraCost;
    private final Map<String, String> extraBody;
    private final String session;
    private final boolean fallback;
    private final boolean cached;
    private final boolean waitsForBudget;

    private ChatRequest(Draft draft) {
        this.model = draft.model;
        this.messages = draft.messages;
        this.tools = draft.tools;
        this.toolChoice = draft.toolChoice;
        this.parallelToolCalls = draft.parallelToolCalls;
        this.responseFormat = draft.responseFormat;
        this.temperature = draft.temperature;
        this.topP = draft.topP;
        this.maxOutputTokens = draft.maxOutputTokens;
        this.stop = draft.stop;
        this.seed = draft.seed;
        this.presencePenalty = draft.presencePenalty;
        this.frequencyPenalty = draft.frequencyPenalty;
        this.reasoning = draft.reasoning;
        this.team = draft.team;
        this.tags = draft.tags;
        this.user = draft.user;
        this.deadline = draft.deadline;
        this.maxCostPerCall = draft.maxCostPerCall;
        this.extraCost = draft.extraCost;
        this.extraBody = draft.extraBody;
        this.session = draft.session;
        this.fallback = draft.fallback;
        this.cached = draft.cached;
        this.waitsForBudget = draft.waitsForBudget;
    }

    private static final class Draft {
        String model;
        List<Message> messages;
        List<Tool> tools = List.of();
        ToolChoice toolChoice = ToolChoice.AUTO;

        @Nullable
        Boolean parallelToolCalls;

        ResponseFormat responseFormat = ResponseFormat.TEXT;

        @Nullable
        Double temperature;

        @Nullable
        Double topP;

        @Nullable
        Integer maxOutputTokens;

        List<String> stop = List.of();

        @Nullable
        Long seed;

        @Nullable
        Double presencePenalty;

        @Nullable
        Double frequencyPenalty;

        @Nullable
        Reasoning reasoning;

        String team = "";
        Map<String, String> tags = Map.of();
        String user = "";

        @Nullable
        Duration deadline;

        @Nullable
        Money maxCostPerCall;

        @Nullable
        Money extraCost;

        Map<String, String> extraBody = Map.of();
        String session = "";
        boolean fallback = true;
        boolean cached;
        boolean waitsForBudget;

        Draft(String model, List<Message> messages) {
            this.model = model;
            this.messages = messages;
        }

        Draft(ChatRequest request) {
            model = request.model;
            messages = request.messages;
            tools = request.tools;
            toolChoice = request.toolChoice;
            parallelToolCalls = request.parallelToolCalls;
            responseFormat = request.responseFormat;
            temperature = request.temperature;
            topP = request.topP;
            maxOutputTokens = request.maxOutputTokens;
            stop = request.stop;
            seed = request.seed;
            presencePenalty = request.presencePenalty;
            frequencyPenalty = request.frequencyPenalty;
            reasoning = request.reasoning;
            team = request.team;
            tags = request.tags;
            user = request.user;
            deadline = request.deadline;
            maxCostPerCall = request.maxCostPerCall;
            extraCost = request.extraCost;
            extraBody = request.extraBody;
            session = request.session;
            fallback = request.fallback;
            cached = request.cached;
            waitsForBudget = request.waitsForBudget;
        }
    }

    private ChatRequest with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new ChatRequest(draft);
    }

    /**
     * One question.
     *
     * @param model a route, or {@code provider/name}
     */
    public static ChatRequest of(String model, String question) {
        return of(model, List.of(Message.user(question)));
    }

    /**
     * A conversation.
     *
     * @param model a route, or {@code provider/name}
     * @param messages at least one
     */
    public static ChatRequest of(String model, List<Message> messages) {
        if (model.isBlank()) {
            throw new IllegalArgumentException("expected a route or provider/model to ask, but got a blank name");
        }
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("expected at least one message, but got none");
        }
        return new ChatRequest(new Draft(model, List.copyOf(messages)));
    }

    /** This conversation asked of another route or model. */
    public ChatRequest withModel(String model) {
        return with(draft -> draft.model = model);
    }

    /** This request with another conversation. */
    public ChatRequest withMessages(List<Message> messages) {
        List<Message> copy = List.copyOf(messages);
        return with(draft -> draft.messages = copy);
    }

    /** This request with one more message at its end. */
    public ChatRequest withMessage(Message message) {
        List<Message> more = new ArrayList<>(messages);
        more.add(message);
        return withMessages(more);
    }

    /** This request with instructions before everything that is there. */
    public ChatRequest withSystem(String text) {
        List<Message> more = new ArrayList<>(messages.size() + 1);
        more.add(Message.system(text));
        more.addAll(messages);
        return withMessages(more);
    }

    /** This request with these tools and no others. */
    public ChatRequest withTools(Tool... tools) {
        List<Tool> copy = List.of(tools);
        return with(draft -> draft.tools = copy);
    }

    /** Whether and which tools the model uses; {@link ToolChoice#AUTO} by default. */
    public ChatRequest withToolChoice(ToolChoice toolChoice) {
        return with(draft -> draft.toolChoice = toolChoice);
    }

    /** Whether the model may ask for several tools at once; by default the vendor decides. */
    public ChatRequest withParallelToolCalls(boolean parallel) {
        return with(draft -> draft.parallelToolCalls = parallel);
    }

    /** The form of the answer; {@link ResponseFormat#TEXT} by default. */
    public ChatRequest withResponseFormat(ResponseFormat format) {
        return with(draft -> draft.responseFormat = format);
    }

    /** Sampling temperature; the range is the vendor's, mostly 0 to 2. */
    public ChatRequest withTemperature(double temperature) {
        return with(draft -> draft.temperature = finite("temperature", temperature));
    }

    /** Nucleus sampling, 0 to 1. */
    public ChatRequest withTopP(double topP) {
        return with(draft -> draft.topP = finite("top-p", topP));
    }

    /** The longest answer in tokens, reasoning included; at least 1. */
    public ChatRequest withMaxOutputTokens(int tokens) {
        if (tokens < 1) {
            throw new IllegalArgumentException("expected at least 1 output token, but got " + tokens);
        }
        return with(draft -> draft.maxOutputTokens = tokens);
    }

    /** Texts at which the answer ends, without them. */
    public ChatRequest withStop(String... stop) {
        List<String> copy = List.of(stop);
        return with(draft -> draft.stop = copy);
    }

    /** A seed for repeatable sampling, as far as the vendor keeps that. */
    public ChatRequest withSeed(long seed) {
        return with(draft -> draft.seed = seed);
    }

    /** A penalty on words that are there at all; mostly -2 to 2. */
    public ChatRequest withPresencePenalty(double penalty) {
        return with(draft -> draft.presencePenalty = finite("presence penalty", penalty));
    }

    /** A penalty on words by how often they are there; mostly -2 to 2. */
    public ChatRequest withFrequencyPenalty(double penalty) {
        return with(draft -> draft.frequencyPenalty = finite("frequency penalty", penalty));
    }

    /** How much the model thinks: a {@link Reasoning.Effort} or a {@link Reasoning#budget}. */
    public ChatRequest withReasoning(Reasoning reasoning) {
        return with(draft -> draft.reasoning = reasoning);
    }

    /** Whom the call is attributed to; {@code none} if nobody. */
    public ChatRequest withTeam(String team) {
        return with(draft -> draft.team = team);
    }

    /** One more free-form tag for budgets and ledger entries; it isn't sent to a vendor. */
    public ChatRequest withTag(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(tags);
        more.put(name, value);
        Map<String, String> copy = Map.copyOf(more);
        return with(draft -> draft.tags = copy);
    }

    /** An opaque id of the end user, sent to vendors that take one. */
    public ChatRequest withUser(String user) {
        return with(draft -> draft.user = user);
    }

    /** The time for the whole call, with all its retries, fallbacks and waits; for a stream, to its end. */
    public ChatRequest withDeadline(Duration deadline) {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("expected a deadline above zero, but got " + deadline);
        }
        return with(draft -> draft.deadline = deadline);
    }

    /** The most that the call may cost, all its attempts together. */
    public ChatRequest withMaxCostPerCall(Money max) {
        return with(draft -> draft.maxCostPerCall = max);
    }

    /**
     * The most that what can't be bounded from the request may cost: tools on the vendor's servers, documents by URL,
     * cached content, extra body fields. It is added to each hold.
     */
    public ChatRequest withExtraCost(Money cost) {
        if (cost.isNegative()) {
            throw new IllegalArgumentException("expected an extra cost of at least 0, but got " + cost);
        }
        return with(draft -> draft.extraCost = cost);
    }

    /**
     * Fields of one provider's own JSON body that nothing here names; they replace fields of the same name.
     *
     * @param provider the provider's id; other candidates are sent without them
     * @param json an object
     */
    public ChatRequest withExtraBody(String provider, String json) {
        Map<String, String> more = new LinkedHashMap<>(extraBody);
        more.put(provider, json);
        Map<String, String> copy = Map.copyOf(more);
        return with(draft -> draft.extraBody = copy);
    }

    /** Calls with one session id prefer the server of the session's last call. */
    public ChatRequest withSession(String id) {
        return with(draft -> draft.session = id);
    }

    /** Tries only the first candidate. */
    public ChatRequest withoutFallback() {
        return with(draft -> draft.fallback = false);
    }

    /** Answers from the response cache if the same was asked before, and stores the answer there. */
    public ChatRequest withCache() {
        return with(draft -> draft.cached = true);
    }

    /**
     * Waits, within the deadline, while only money that is held for other calls keeps a budget from this one; by default
     * such a call goes to the next candidate, or is refused, at once.
     */
    public ChatRequest withWaitForBudget() {
        return with(draft -> draft.waitsForBudget = true);
    }

    private static double finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("expected a finite " + name + ", but got " + value);
        }
        return value;
    }

    /** The route, or {@code provider/name}. */
    public String model() {
        return model;
    }

    /** The conversation. */
    public List<Message> messages() {
        return messages;
    }

    /** The tools. */
    public List<Tool> tools() {
        return tools;
    }

    /** Whether and which tools the model uses. */
    public ToolChoice toolChoice() {
        return toolChoice;
    }

    /** Whether the model may ask for several tools at once, if the request says. */
    public Optional<Boolean> parallelToolCalls() {
        return Optional.ofNullable(parallelToolCalls);
    }

    /** The form of the answer. */
    public ResponseFormat responseFormat() {
        return responseFormat;
    }

    /** Sampling temperature, if set. */
    public OptionalDouble temperature() {
        return temperature == null ? OptionalDouble.empty() : OptionalDouble.of(temperature);
    }

    /** Nucleus sampling, if set. */
    public OptionalDouble topP() {
        return topP == null ? OptionalDouble.empty() : OptionalDouble.of(topP);
    }

    /** The longest answer in tokens, if set. */
    public OptionalInt maxOutputTokens() {
        return maxOutputTokens == null ? OptionalInt.empty() : OptionalInt.of(maxOutputTokens);
    }

    /** Texts at which the answer ends. */
    public List<String> stop() {
        return stop;
    }

    /** The seed, if set. */
    public OptionalLong seed() {
        return seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
    }

    /** The presence penalty, if set. */
    public OptionalDouble presencePenalty() {
        return presencePenalty == null ? OptionalDouble.empty() : OptionalDouble.of(presencePenalty);
    }

    /** The frequency penalty, if set. */
    public OptionalDouble frequencyPenalty() {
        return frequencyPenalty == null ? OptionalDouble.empty() : OptionalDouble.of(frequencyPenalty);
    }

    /** How much the model thinks, if set. */
    public Optional<Reasoning> reasoning() {
        return Optional.ofNullable(reasoning);
    }

    /** Whom the call is attributed to; empty if nobody. */
    public String team() {
        return team;
    }

    /** Free-form tags. */
    public Map<String, String> tags() {
        return tags;
    }

    /** An opaque id of the end user; empty if none. */
    public String user() {
        return user;
    }

    /** The time for the whole call, if set. */
    public Optional<Duration> deadline() {
        return Optional.ofNullable(deadline);
    }

    /** The most that the call may cost, if set. */
    public Optional<Money> maxCostPerCall() {
        return Optional.ofNullable(maxCostPerCall);
    }

    /** What is added to each hold for what can't be bounded, if set. */
    public Optional<Money> extraCost() {
        return Optional.ofNullable(extraCost);
    }

    /** JSON objects by provider id. */
    public Map<String, String> extraBody() {
        return extraBody;
    }

    /** The session id; empty if none. */
    public String session() {
        return session;
    }

    /** Whether other candidates may be tried after the first. */
    public boolean fallback() {
        return fallback;
    }

    /** Whether money that is held for other calls is waited for. */
    public boolean waitsForBudget() {
        return waitsForBudget;
    }

    /** Whether the response cache may answer. */
    public boolean cached() {
        return cached;
    }

    /** The model and the size of the request, without a word of its content. */
    @Override
    public String toString() {
        return "ChatRequest[" + model + ", " + messages.size() + " messages, " + tools.size() + " tools]";
    }
}
