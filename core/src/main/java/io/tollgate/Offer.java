package io.tollgate;

import io.tollgate.price.Money;
import io.tollgate.price.Price;
import org.jspecify.annotations.Nullable;

/**
 * A model that may serve a request, with what that is expected to cost.
 *
 * @param price at the time of the plan; null if it isn't known
 * @param expected the cost of one attempt; {@link Money#MAX} if the price isn't known, so that it ranks last
 * @param load the model's calls in flight at the time of the plan: they change while a list is sorted by them
 * @param evenIfOpen whether it is tried although its breaker is open, since nothing else is left
 */
record Offer(Target target, @Nullable Price price, Money expected, int load, boolean evenIfOpen) {
    Offer anyway() {
        return new Offer(target, price, expected, load, true);
    }
}
