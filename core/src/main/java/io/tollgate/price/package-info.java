/** What a call costs: exact money, normalised usage, prices, and the catalogue of what models can do and cost. */
@NullMarked
package io.tollgate.price;

import org.jspecify.annotations.NullMarked;
