package io.tollgate.key;

import java.io.IOException;
import java.util.function.Function;

/** A key source for each team. */
record TeamKeys(Function<String, KeySource> sourceOfTeam) implements KeySource {
    @Override
    public Credential read() throws IOException {
        throw new IOException("expected a team to read a key for, since each team has a key of its own");
    }

    @Override
    public KeySource forTeam(String team) {
        return sourceOfTeam.apply(team).forTeam(team);
    }

    @Override
    public boolean isPerTeam() {
        return true;
    }

    @Override
    public String describe() {
        return "a key source for each team";
    }
}
