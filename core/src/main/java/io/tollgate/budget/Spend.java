package io.tollgate.budget;

import io.tollgate.price.Money;
import java.time.LocalDate;

/**
 * What one team spent on one model in one day.
 *
 * @param day the day, in UTC
 * @param team the team
 * @param provider the provider's id
 * @param model {@code provider/name}
 * @param attempts how many attempts were booked
 * @param cost their cost, and the corrections of that day
 */
public record Spend(LocalDate day, String team, String provider, String model, long attempts, Money cost) {}
