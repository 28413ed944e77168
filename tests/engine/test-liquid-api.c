/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Liquid for callers: limits, lookups, escaping, listing what a template reads, several threads. */
#include "config.h"

#include "engine/content/liquid/esp-liquid-print.h"
#include "engine/content/liquid/esp-liquid.h"

#include "test-home.h"

#include <string.h>

static EspLiquidTemplate *
parse (EspLiquidEnv *env, const char *source)
{
  g_autoptr (GError) error = NULL;
  EspLiquidTemplate *template = esp_liquid_template_parse (env, source, -1, &error);

  g_assert_no_error (error);
  return template;
}

static void
assert_stops (const EspLiquidLimits *limits, const char *source)
{
  g_autoptr (EspLiquidEnv) env = esp_liquid_env_new ();
  g_autoptr (EspLiquidTemplate) template = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  esp_liquid_env_set_limits (env, limits);
  template = parse (env, source);
  g_assert_false (esp_liquid_template_render (template, NULL, out, &error));
  g_assert_error (error, ESP_LIQUID_ERROR, ESP_LIQUID_ERROR_LIMIT);
}

static EspLiquidLimits
small_limits (void)
{
  g_autoptr (EspLiquidEnv) env = esp_liquid_env_new ();
  EspLiquidLimits limits = *esp_liquid_env_get_limits (env);

  limits.max_steps = 10000;
  limits.max_output_bytes = 10000;
  limits.max_memory_bytes = 100000;
  return limits;
}

static void
test_limits_stop_runaways (void)
{
  EspLiquidLimits limits = small_limits ();

  assert_stops (&limits, "{% for i in (1..1000000000) %}{% endfor %}");
  assert_stops (&limits,
                "{% for i in (1..500) %}{{ 'a long text that fills the page' }}{% endfor %}");
  assert_stops (&limits, "{% assign s = 'xxxxxxxxxxxxxxxx' %}{% for i in (1..40) %}{% assign s = s "
                         "| append: s "
                         "%}{% endfor %}");
  assert_stops (&limits,
                "{% capture a %}{% for i in (1..9999) %}{% for j in (1..9999) %}x{% endfor %}{% "
                "endfor %}{% endcapture %}");
  assert_stops (&limits, "{% tablerow i in (1..1000000000) cols: 2 %}{% endtablerow %}");
}

static void
test_limits_tell_the_place (void)
{
  g_autoptr (EspLiquidEnv) env = esp_liquid_env_new ();
  EspLiquidLimits limits = small_limits ();
  g_autoptr (EspLiquidTemplate) template = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  guint line = 0;
  guint column = 0;

  esp_liquid_env_set_limits (env, &limits);
  template = parse (env, "a\n\n  {% for i in (1..99999) %}\n {% endfor %}");
  g_assert_false (esp_liquid_template_render (template, NULL, out, &error));
  esp_liquid_error_get_position (error, &line, &column, NULL);
  g_assert_cmpuint (line, ==, 3);
  g_assert_cmpuint (column, ==, 3);
}

static void
test_problems_are_few (void)
{
  g_autoptr (EspLiquidEnv) env = esp_liquid_env_new ();
  g_autoptr (EspLiquidTemplate) template =
    parse (env, "{% for i in (1..5000) %}{{ 1 | divided_by: 0 }}{% endfor %}");
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  EspLiquidRenderOptions options = { .problems = problems };

  g_assert_true (esp_liquid_template_render (template, &options, out, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 100);
}

static gint64
ticking_clock_cb (gpointer user_data)
{
  gint64 *now = user_data;

  *now += G_USEC_PER_SEC;
  return *now;
}

static void
test_limits_deadline (void)
{
  g_autoptr (EspLiquidEnv) env = esp_liquid_env_new ();
  g_autoptr (EspLiquidTemplate) template = parse (env, "{% for i in (1..100000) %}.{% endfor %}");
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gint64 now = 0;
  EspLiquidRenderOptions options = { .monotonic = ticking_clock_cb, .monotonic_data = &now };

  g_assert_false (esp_liquid_template_render (template, &options, out, &error));
  g_assert_error (error, ESP_LIQUID_ERROR, ESP_LIQUID_ERROR_LIMIT);
  g_assert_cmpuint (out->len, <, 100000);
}

static void
test_limits_parse_size_and_depth (void)
{
  g_autoptr (EspLiquidEnv) env = esp_liquid_env_new ();
  EspLiquidLimits limits = small_limits ();
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  limits.max_source_bytes = 2000;
  esp_liquid_env_set_limits (env, &limits);
  for (guint i = 0; i < 110; i++)
    g_string_append (deep, "{% if a %}");
  g_assert_null (esp_liquid_template_parse (env, deep->str, -1, &error));
  g_assert_error (error, ESP_LIQUID_ERROR, ESP_LIQUID_ERROR_SYNTAX);
  g_clear_error (&error);
  while (deep->len <= limits.max_source_bytes)
    g_string_append (deep, "text");
  g_assert_null (esp_liquid_template_parse (env, deep->str, -1, &error));
  g_assert_error (error, ESP_LIQUID_ERROR, ESP_LIQUID_ERROR_LIMIT);
}

static char *
endless_partial_cb (const char *name, gpointer user_data, GError **error)
{
  return g_strdup ("{% render 'again' %}");
}

static void
test_limits_partials_do_not_recurse_forever (void)
{
  g_autoptr (EspLiquidEnv) env = esp_liquid_env_new ();
  g_autoptr (EspLiquidTemplate) template = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  esp_liquid_env_set_partial_loader (env, endless_partial_cb, NULL, NULL);
  template = parse (env, "{% render 'again' %}");
  g_assert_true (esp_liquid_template_render (template, NULL, out, &error));
  g_assert_cmpstr (out->str, ==, "Liquid error: Nesting too deep");
}

static gboolean
lead_lookup_cb (const char *name,
                gsize name_len,
                EspLiquidArena *arena,
                EspLiquidValue *out_value,
                gpointer user_data)
{
  guint *n_asked = user_data;

  (*n_asked)++;
  if (name_len != 4 || memcmp (name, "name", 4) != 0)
    return FALSE;
  *out_value = esp_liquid_string ("지우 <b>");
  return TRUE;
}

static char *
render_with (const char *source, EspLiquidRenderOptions *options)
{
  g_autoptr (EspLiquidEnv) env = esp_liquid_env_new ();
  g_autoptr (EspLiquidTemplate) template = parse (env, source);
  GString *out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_liquid_template_render (template, options, out, &error));
  g_assert_no_error (error);
  return g_string_free (out, FALSE);
}

static void
test_lookup_is_asked_only_for_what_is_read (void)
{
  guint n_asked = 0;
  EspLiquidRenderOptions options = { .lookup = lead_lookup_cb, .lookup_data = &n_asked };
  g_autofree char *text = render_with ("{{ name }}{% if false %}{{ other }}{% endif %}", &options);

  g_assert_cmpstr (text, ==, "지우 <b>");
  g_assert_cmpuint (n_asked, ==, 1);
}

static void
test_html_is_escaped_unless_safe (void)
{
  guint n_asked = 0;
  EspLiquidRenderOptions options = { .lookup = lead_lookup_cb,
                                     .lookup_data = &n_asked,
                                     .escapes_html = TRUE };
  g_autofree char *text =
    render_with ("<p>{{ name }}|{{ name | safe }}|{{ name | escape }}|{% capture c %}<i>{{ "
                 "name }}</i>{% endcapture %}{{ c }}|{{ name | upcase }}</p>",
                 &options);

  g_assert_cmpstr (
    text, ==, "<p>지우 &lt;b&gt;|지우 <b>|지우 &lt;b&gt;|<i>지우 &lt;b&gt;</i>|지우 &lt;B&gt;</p>");
}

/* A link that a field of a person gives leads somewhere, and runs nothing. */
static void
test_links_run_nothing (void)
{
  static const char *const cases[][2] = {
    { "<a href=\"{{ 'javascript:alert(1)' }}\">", "<a href=\"#\">" },
    { "<a HREF='{{ ' Java\tScript:alert(1)' }}'>", "<a HREF='#'>" },
    { "<img src=\"{{ 'data:text/html,x' }}\">", "<img src=\"#\">" },
    { "<img src=\"{{ 'data:image/png;base64,x' }}\">", "<img src=\"data:image/png;base64,x\">" },
    { "<a href=\"{{ 'https://x.example/?a=1&b=javascript:' }}\">",
      "<a href=\"https://x.example/?a=1&amp;b=javascript:\">" },
    { "<p>{{ 'javascript: a language' }}</p>", "<p>javascript: a language</p>" },
  };
  EspLiquidRenderOptions options = { .escapes_html = TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = render_with (cases[i][0], &options);

      g_assert_cmpstr (text, ==, cases[i][1]);
    }
}

static void
test_uses_are_listed_with_places (void)
{
  g_autoptr (EspLiquidEnv) env = esp_liquid_env_new ();
  g_autoptr (EspLiquidTemplate) template =
    parse (env, "{{ name | default: '고객' }}\n{% if city == '서울' %}{{ order.items[0].title }}{% "
                "endif %}"
                "{% for item in items %}{{ item.title }}{{ forloop.index }}{% endfor %}{% assign x "
                "= a[b] %}{{ x }}");
  g_autoptr (GPtrArray) uses = esp_liquid_template_list_uses (template);
  static const char *const wanted[] = {
    "name 1:4 default",     "city 2:7 condition", "order.items[0].title 2:25",
    "items 2:74 condition", "a[] 2:143",          "b 2:145"
  };

  g_assert_cmpuint (uses->len, ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < uses->len; i++)
    {
      const EspLiquidUse *use = g_ptr_array_index (uses, i);
      g_autofree char *text =
        g_strdup_printf ("%s %u:%u%s%s", use->path, use->line, use->column,
                         use->has_default ? " default" : "", use->in_condition ? " condition" : "");

      g_assert_cmpstr (text, ==, wanted[i]);
    }
}

static gboolean
shout_cb (EspLiquidCall *call, EspLiquidValue *out_value)
{
  const EspLiquidValue *mark = esp_liquid_call_get_arg (call, 0);
  g_autoptr (GString) text = g_string_new (NULL);

  if (esp_liquid_call_get_input (call)->type != ESP_LIQUID_STRING)
    return esp_liquid_call_fail (call, "only text can be shouted");
  esp_liquid_append_text (text, esp_liquid_call_get_input (call));
  g_string_append (text, mark == NULL ? "!" : "?");
  *out_value = esp_liquid_string_len (esp_liquid_arena_dup (esp_liquid_call_get_arena (call),
                                                            text->str, text->len),
                                      text->len);
  return TRUE;
}

static void
test_filters_can_be_added (void)
{
  static const EspLiquidFilterSpec spec = { "shout", shout_cb, 0, 1 };
  g_autoptr (EspLiquidEnv) env = esp_liquid_env_new ();
  g_autoptr (EspLiquidTemplate) template = NULL;
  g_autoptr (GString) out = g_string_new (NULL);

  esp_liquid_env_add_filter (env, &spec);
  template = parse (env, "{{ 'hey' | shout }} {{ 'hey' | shout: 1 }} {{ 5 | shout }}");
  g_assert_true (esp_liquid_template_render (template, NULL, out, NULL));
  g_assert_cmpstr (out->str, ==, "hey! hey? Liquid error: only text can be shouted");
}

static gpointer
render_many_worker (gpointer user_data)
{
  EspLiquidTemplate *template = user_data;

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);

      g_assert_true (esp_liquid_template_render (template, NULL, out, NULL));
      g_assert_cmpstr (out->str, ==, "1-2-3-again");
    }
  return NULL;
}

static char *
again_partial_cb (const char *name, gpointer user_data, GError **error)
{
  return g_strdup ("{{ word }}");
}

static void
test_one_template_on_two_threads (void)
{
  g_autoptr (EspLiquidEnv) env = esp_liquid_env_new ();
  g_autoptr (EspLiquidTemplate) template = NULL;
  GThread *threads[2];

  esp_liquid_env_set_partial_loader (env, again_partial_cb, NULL, NULL);
  template =
    parse (env, "{% for i in (1..3) %}{{ i }}-{% endfor %}{% render 'p', word: 'again' %}");
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("render", render_many_worker, template);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
test_data_can_be_made_by_hand (void)
{
  g_autoptr (EspLiquidData) data = esp_liquid_data_new ();
  EspLiquidArena *arena = esp_liquid_data_get_arena (data);
  EspLiquidValue *tags = esp_liquid_arena_new_array (arena, EspLiquidValue, 2);
  EspLiquidEntry *entries = esp_liquid_arena_new_array (arena, EspLiquidEntry, 2);
  EspLiquidValue root;
  EspLiquidRenderOptions options = { .data = data };
  g_autofree char *text = NULL;

  tags[0] = esp_liquid_string ("VIP");
  tags[1] = esp_liquid_integer (7);
  entries[0] = (EspLiquidEntry){ "tags", 4, esp_liquid_array_take (arena, tags, 2) };
  entries[1] = (EspLiquidEntry){ "score", 5, esp_liquid_float (0.5) };
  root = esp_liquid_hash_take (arena, entries, 2);
  esp_liquid_data_set_root (data, &root);
  text = render_with ("{{ tags | join: '+' }} {{ score }}", &options);
  g_assert_cmpstr (text, ==, "VIP+7 0.5");
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/engine/liquid/limits/stop-runaways", test_limits_stop_runaways);
  g_test_add_func ("/engine/liquid/limits/deadline", test_limits_deadline);
  g_test_add_func ("/engine/liquid/limits/tell-the-place", test_limits_tell_the_place);
  g_test_add_func ("/engine/liquid/problems/are-few", test_problems_are_few);
  g_test_add_func ("/engine/liquid/limits/parse-size-and-depth", test_limits_parse_size_and_depth);
  g_test_add_func ("/engine/liquid/limits/partials-do-not-recurse-forever",
                   test_limits_partials_do_not_recurse_forever);
  g_test_add_func ("/engine/liquid/lookup/asked-only-for-what-is-read",
                   test_lookup_is_asked_only_for_what_is_read);
  g_test_add_func ("/engine/liquid/html/escaped-unless-safe", test_html_is_escaped_unless_safe);
  g_test_add_func ("/engine/liquid/html/links-run-nothing", test_links_run_nothing);
  g_test_add_func ("/engine/liquid/uses/listed-with-places", test_uses_are_listed_with_places);
  g_test_add_func ("/engine/liquid/filters/can-be-added", test_filters_can_be_added);
  g_test_add_func ("/engine/liquid/threads/one-template-on-two", test_one_template_on_two_threads);
  g_test_add_func ("/engine/liquid/data/made-by-hand", test_data_can_be_made_by_hand);
  return g_test_run ();
}
