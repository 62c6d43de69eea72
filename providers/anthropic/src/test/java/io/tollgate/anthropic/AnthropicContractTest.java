package io.tollgate.anthropic;

import io.tollgate.spi.Provider;
import io.tollgate.testkit.ProviderContract;

class AnthropicContractTest extends ProviderContract {
    @Override
    protected Provider provider() {
        return Anthropic.create();
    }
}
