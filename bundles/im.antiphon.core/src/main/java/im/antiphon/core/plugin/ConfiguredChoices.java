// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.plugin.PluginChoice;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.Tenants;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The choices of plugins as configuration spells them: a key for each kind with the name that holds for all, as
 * {@code congestion=remb}, and beside it the choices of tenants, as {@code congestion.tenants=[acme=fixed]}. Codecs are
 * chosen for each encoding: {@code codecs=[OPUS=opus]}, {@code codecs.tenants=[acme/OPUS=other]}. Immutable.
 */
public final class ConfiguredChoices {
    private static final String CODECS = "codecs";
    private static final String TENANTS = ".tenants";

    /** Whose choice it is. */
    private record Place(PluginKind kind, String encoding, String tenant) {}

    private final Map<Place, String> choices;

    private ConfiguredChoices(Map<Place, String> choices) {
        this.choices = choices;
    }

    /**
     * Reads them.
     *
     * @param properties by key, as Configuration Admin gives them; other keys do not matter
     * @throws IllegalArgumentException if one is in no acceptable form
     */
    public static ConfiguredChoices read(Map<String, ?> properties) {
        Map<Place, String> choices = new LinkedHashMap<>();
        for (PluginKind kind : PluginKind.values()) {
            String key = key(kind);
            if (kind == PluginKind.CODEC) {
                for (String line : lines(properties.get(key))) {
                    String[] pair = pair(key, line, "ENCODING=name");
                    choices.put(new Place(kind, upperCase(pair[0]), Tenants.DEFAULT), pair[1]);
                }
            } else {
                for (String name : lines(properties.get(key))) {
                    choices.put(new Place(kind, "", Tenants.DEFAULT), name);
                }
            }
            for (String line : lines(properties.get(key + TENANTS))) {
                choices.put(place(kind, key + TENANTS, line), pair(key + TENANTS, line, "TENANT=name")[1]);
            }
        }
        choices.values().removeIf(String::isEmpty);
        return new ConfiguredChoices(choices);
    }

    private static Place place(PluginKind kind, String key, String line) {
        String whose = pair(key, line, "TENANT=name")[0];
        String encoding = "";
        if (kind == PluginKind.CODEC) {
            int slash = whose.lastIndexOf('/');
            if (slash < 1 || slash == whose.length() - 1) {
                throw new IllegalArgumentException(key + ": " + line + " (expected: TENANT/ENCODING=name)");
            }
            encoding = upperCase(whose.substring(slash + 1));
            whose = whose.substring(0, slash);
        }
        return new Place(kind, encoding, Tenants.requireName(whose));
    }

    /** All choices, by kind, those for all first. */
    public List<PluginChoice> list() {
        List<PluginChoice> list = new ArrayList<>();
        choices.forEach(
                (place, plugin) -> list.add(new PluginChoice(place.kind(), place.encoding(), place.tenant(), plugin)));
        return list;
    }

    /** What one kind but the codecs is to be served by. */
    public PluginSelection of(PluginKind kind) {
        return of(kind, "");
    }

    /** What each encoding is to be served by, if anything is chosen for it; by encoding name in upper case. */
    public Map<String, PluginSelection> codecs() {
        Map<String, PluginSelection> byEncoding = new TreeMap<>();
        for (Place place : choices.keySet()) {
            if (place.kind() == PluginKind.CODEC) {
                byEncoding.computeIfAbsent(place.encoding(), encoding -> of(PluginKind.CODEC, encoding));
            }
        }
        return byEncoding;
    }

    private PluginSelection of(PluginKind kind, String encoding) {
        String name = "";
        Map<String, String> byTenant = new TreeMap<>();
        for (Map.Entry<Place, String> choice : choices.entrySet()) {
            Place place = choice.getKey();
            if (place.kind() == kind && place.encoding().equals(encoding)) {
                if (place.tenant().equals(Tenants.DEFAULT)) {
                    name = choice.getValue();
                } else {
                    byTenant.put(place.tenant(), choice.getValue());
                }
            }
        }
        return new PluginSelection(name, byTenant);
    }

    /**
     * The same with one choice changed.
     *
     * @param encodings of a codec; empty for all other kinds
     * @param plugin its name; empty: no choice any more
     */
    public ConfiguredChoices with(PluginKind kind, Collection<String> encodings, String tenant, String plugin) {
        Tenants.requireName(tenant);
        if (kind == PluginKind.BUS && !tenant.equals(Tenants.DEFAULT)) {
            throw new IllegalArgumentException(
                    "tenant: " + tenant + " (expected: " + Tenants.DEFAULT + "; a node has one bus for all)");
        }
        Map<Place, String> changed = new LinkedHashMap<>(choices);
        for (String encoding : kind == PluginKind.CODEC ? encodings : List.of("")) {
            changed.put(new Place(kind, upperCase(encoding), tenant), plugin);
        }
        changed.values().removeIf(String::isEmpty);
        return new ConfiguredChoices(changed);
    }

    /** The encodings for which a plugin is chosen on behalf of a tenant. */
    public List<String> encodingsChosen(String tenant) {
        return choices.keySet().stream()
                .filter(place ->
                        place.kind() == PluginKind.CODEC && place.tenant().equals(tenant))
                .map(Place::encoding)
                .toList();
    }

    /** The two properties of one kind, as {@link #read} takes them. */
    public Map<String, Object> properties(PluginKind kind) {
        List<String> all = new ArrayList<>();
        List<String> tenants = new ArrayList<>();
        choices.forEach((place, plugin) -> {
            if (place.kind() != kind) {
                return;
            }
            boolean codec = kind == PluginKind.CODEC;
            if (place.tenant().equals(Tenants.DEFAULT)) {
                all.add(codec ? place.encoding() + "=" + plugin : plugin);
            } else {
                tenants.add(place.tenant() + (codec ? "/" + place.encoding() : "") + "=" + plugin);
            }
        });
        String key = key(kind);
        return Map.of(
                key,
                kind == PluginKind.CODEC ? all.toArray(String[]::new) : String.join("", all),
                key + TENANTS,
                tenants.toArray(String[]::new));
    }

    private static String key(PluginKind kind) {
        return kind == PluginKind.CODEC ? CODECS : kind.label();
    }

    private static List<String> lines(@Nullable Object value) {
        if (value instanceof String line) {
            return List.of(line);
        }
        if (value instanceof String[] lines) {
            return List.of(lines);
        }
        List<String> lines = new ArrayList<>();
        if (value instanceof Collection<?> collection) {
            collection.forEach(line -> lines.add(String.valueOf(line)));
        }
        return lines;
    }

    private static String[] pair(String key, String line, String expected) {
        int equals = line.lastIndexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException(key + ": " + line + " (expected: " + expected + ")");
        }
        return new String[] {
            line.substring(0, equals).trim(), line.substring(equals + 1).trim()
        };
    }

    private static String upperCase(String encoding) {
        return encoding.toUpperCase(Locale.ROOT);
    }
}
