// SPDX-License-Identifier: Apache-2.0
/**
 * A congestion controller that looks at delay before it looks at loss: a plugin for Antiphon, made of its published API.
 *
 * <p>{@link com.example.antiphon.delayaimd.DelayAimdPlugin} is what the server finds. It makes a
 * {@link com.example.antiphon.delayaimd.DelayAimdController} for each peer, which asks
 * {@link com.example.antiphon.delayaimd.QueueingDelay} how full the path is, and lets
 * {@link com.example.antiphon.delayaimd.AimdRate} rise or fall.
 */
@NullMarked
package com.example.antiphon.delayaimd;

import org.jspecify.annotations.NullMarked;
