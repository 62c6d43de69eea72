package io.tollgate.budget;

import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Whose spend a budget counts; an empty part doesn't narrow it. */
record BudgetScope(boolean eachTeam, String team, String provider, String model, Map<String, String> tags) {
    static final BudgetScope TOTAL = new BudgetScope(false, "", "", "", Map.of());

    boolean covers(Spender spender) {
        return (team.isEmpty() || team.equals(spender.team()))
                && (provider.isEmpty() || provider.equals(spender.provider()))
                && (model.isEmpty() || model.equals(spender.model()))
                && spender.tags().entrySet().containsAll(tags.entrySet());
    }

    BudgetScope ofEachTeam() {
        if (!team.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected either perTeam() or team(…), but this budget is already of team \"" + team + "\"");
        }
        return new BudgetScope(true, team, provider, model, tags);
    }

    BudgetScope ofTeam(String name) {
        if (eachTeam) {
            throw new IllegalArgumentException(
                    "expected either team(\"" + name + "\") or perTeam(), but this budget is already of each team");
        }
        return new BudgetScope(false, once("team", team, name), provider, model, tags);
    }

    BudgetScope ofProvider(String id) {
        if (!model.isEmpty() && !model.startsWith(id + "/")) {
            throw new IllegalArgumentException(
                    "expected a provider that has the model " + model + ", but got \"" + id + "\"");
        }
        return new BudgetScope(eachTeam, team, once("provider", provider, id), model, tags);
    }

    BudgetScope ofModel(String name) {
        int slash = name.indexOf('/');
        if (slash <= 0 || slash == name.length() - 1) {
            throw new IllegalArgumentException("expected a model as \"provider/name\", but got \"" + name + "\"");
        }
        if (!provider.isEmpty() && !name.startsWith(provider + "/")) {
            throw new IllegalArgumentException(
                    "expected a model of the provider " + provider + ", but got \"" + name + "\"");
        }
        return new BudgetScope(eachTeam, team, provider, once("model", model, name), tags);
    }

    BudgetScope ofTag(String name, String value) {
        Map<String, String> more = new TreeMap<>(tags);
        more.put(
                Spender.checkLength("tag name", name),
                once("tag \"" + name + "\"", tags.getOrDefault(name, ""), value));
        return new BudgetScope(eachTeam, team, provider, model, more);
    }

    private static String once(String what, String before, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("expected a " + what + ", but got an empty one");
        }
        if (!before.isEmpty()) {
            throw new IllegalArgumentException("expected one " + what + " for a budget, but got \"" + value
                    + "\" after \"" + before + "\"; use a budget for each");
        }
        return Spender.checkLength(what, value);
    }

    /** The same for equal scopes, whatever the order in which they were narrowed. */
    String key() {
        StringJoiner key = new StringJoiner(",");
        if (eachTeam) {
            key.add("each team");
        }
        part(key, "team", team);
        part(key, "provider", provider);
        part(key, "model", model);
        tags.forEach((name, value) -> part(key, "tag " + escaped(name), value));
        return key.length() == 0 ? "total" : key.toString();
    }

    private static void part(StringJoiner key, String name, String value) {
        if (!value.isEmpty()) {
            key.add(name + "=" + escaped(value));
        }
    }

    /** Keeps apart what the separators of a key would run together. */
    static String escaped(String text) {
        return text.replace("%", "%25").replace(",", "%2C").replace("=", "%3D").replace("|", "%7C");
    }
}
