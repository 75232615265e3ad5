// SPDX-License-Identifier: Apache-2.0
/** What a load test is to do: who comes when, who talks when, where to. Pure: time and chance are given. */
@NullMarked
package im.antiphon.loadtest.plan;

import org.jspecify.annotations.NullMarked;
