/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "espalierctl template": renders Liquid templates from files. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-template.h"

#include "base/esp-clock.h"
#include "engine/content/liquid/esp-liquid.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  char *template_path;
  char *data_path;
  char *partials_path;
  gboolean escapes_html;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->template_path);
  g_free (self->data_path);
  g_free (self->partials_path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gint64
monotonic_cb (gpointer user_data)
{
  return g_get_monotonic_time ();
}

/* A name may lead into folders below, never out: no "..", no absolute path, no empty part. */
static gboolean
is_sound_name (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);

  if (*name == '\0' || strchr (name, '\\') != NULL)
    return FALSE;
  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] == '\0' || g_str_equal (parts[i], ".") || g_str_equal (parts[i], ".."))
      return FALSE;
  return TRUE;
}

/* Follows symbolic links and says whether the file is still inside @folder. */
static gboolean
is_inside (const char *folder, const char *path)
{
  g_autofree char *real_folder = realpath (folder, NULL);
  g_autofree char *real_path = realpath (path, NULL);
  gsize n;

  if (real_folder == NULL || real_path == NULL)
    return FALSE;
  n = strlen (real_folder);
  return g_str_has_prefix (real_path, real_folder) &&
         (real_path[n] == '/' || g_str_equal (real_folder, "/"));
}

static char *
find_partial (const char *folder, const char *name)
{

  const char *slash = strrchr (name, '/');
  g_autofree char *parent =
    slash == NULL ? g_strdup ("") : g_strndup (name, (gsize) (slash + 1 - name));
  const char *base = slash == NULL ? name : slash + 1;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *file = i == 0   ? g_strconcat (parent, base, NULL)
                              : i == 1 ? g_strconcat (parent, base, ".liquid", NULL)
                                       : g_strconcat (parent, "_", base, ".liquid", NULL);
      g_autofree char *path = g_build_filename (folder, file, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR) && is_inside (folder, path))
        return g_steal_pointer (&path);
    }
  return NULL;
}

static char *
load_partial_cb (const char *name, gpointer user_data, GError **error)
{
  const char *folder = user_data;
  g_autofree char *path = NULL;
  char *text = NULL;

  if (!is_sound_name (name))
    {
      g_set_error (error, ESP_LIQUID_ERROR, ESP_LIQUID_ERROR_RUNTIME, "Illegal template name '%s'",
                   name);
      return NULL;
    }
  path = find_partial (folder, name);
  if (path == NULL)
    {
      g_set_error (error, ESP_LIQUID_ERROR, ESP_LIQUID_ERROR_RUNTIME, "No such template '%s'",
                   name);
      return NULL;
    }
  return g_file_get_contents (path, &text, NULL, error) ? text : NULL;
}

static void
print_error (const char *path, const GError *error)
{
  guint line;
  guint column;
  const char *partial;

  if (error->domain != ESP_LIQUID_ERROR)
    {
      g_printerr ("espalierctl: %s\n", error->message);
      return;
    }
  esp_liquid_error_get_position (error, &line, &column, &partial);
  if (partial != NULL)
    g_printerr ("espalierctl: %s: partial “%s”, line %u, column %u: %s\n", path, partial, line,
                column, error->message);
  else if (line > 0)
    g_printerr ("espalierctl: %s: line %u, column %u: %s\n", path, line, column, error->message);
  else
    g_printerr ("espalierctl: %s: %s\n", path, error->message);
}

static EspLiquidData *
load_data (const Options *options, GError **error)
{
  g_autofree char *json = NULL;

  if (options->data_path == NULL)
    return esp_liquid_data_new ();
  if (!g_file_get_contents (options->data_path, &json, NULL, error))
    return NULL;
  return esp_liquid_data_new_from_text (json, error);
}

static EspLiquidTemplate *
load_template (const Options *options, GError **error)
{
  g_autoptr (EspLiquidEnv) env = esp_liquid_env_new ();
  g_autofree char *source = NULL;
  gsize len;

  if (!g_file_get_contents (options->template_path, &source, &len, error))
    return NULL;
  esp_liquid_env_add_korean_filters (env);
  if (options->partials_path != NULL)
    esp_liquid_env_set_partial_loader (env, load_partial_cb, g_strdup (options->partials_path),
                                       g_free);
  return esp_liquid_template_parse (env, source, (gssize) len, error);
}

static int
render (const Options *options)
{
  g_autoptr (EspClock) clock = esp_clock_new_system ();
  g_autoptr (GTimeZone) local_zone = g_time_zone_new_local ();
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspLiquidTemplate) template = load_template (options, &error);
  g_autoptr (EspLiquidData) data = template == NULL ? NULL : load_data (options, &error);
  EspLiquidRenderOptions render_options = { .data = data,
                                            .now_us = esp_clock_now_us (clock),
                                            .timezone = local_zone,
                                            .escapes_html = options->escapes_html,
                                            .monotonic = monotonic_cb,
                                            .problems = problems };

  if (data == NULL)
    {
      print_error (template == NULL ? options->template_path : options->data_path, error);
      return 1;
    }
  (void) esp_liquid_template_render (template, &render_options, out, &error);
  if (fwrite (out->str, 1, out->len, stdout) != out->len || fflush (stdout) != 0)
    {
      g_printerr ("espalierctl: cannot write the text: %s\n", g_strerror (errno));
      return 1;
    }
  for (guint i = 0; i < problems->len; i++)
    {
      const GError *problem = g_ptr_array_index (problems, i);

      print_error (options->template_path, problem);
    }
  if (error != NULL)
    print_error (options->template_path, error);
  return error != NULL || problems->len > 0 ? 1 : 0;
}

/**
 * esp_ctl_template: "template render --template FILE [--data FILE.json] [--partials DIR]".
 *
 * Prints the text and nothing else.  Status 1 when the template or a tag of it is wrong: the places are on
 * standard error, and a failed tag stands as "Liquid error: …" in the text.
 */
int
esp_ctl_template (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "template", 0, 0, G_OPTION_ARG_FILENAME, &options.template_path, "the template", "FILE" },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &options.data_path, "the variables, a JSON object",
      "FILE" },
    { "partials", 0, 0, G_OPTION_ARG_FILENAME, &options.partials_path,
      "where render and include look: NAME, NAME.liquid, _NAME.liquid", "DIR" },
    { "html", 0, 0, G_OPTION_ARG_NONE, &options.escapes_html,
      "escape values for HTML, except through the filter “safe”", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("render");
  g_autoptr (GError) error = NULL;

  g_set_prgname ("espalierctl template"); /* heads the help */
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, "Renders a Liquid template to standard output.");
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("espalierctl template: %s\n", error->message);
      return 2;
    }
  if (argc != 2 || !g_str_equal (argv[1], "render") || options.template_path == NULL)
    {
      g_printerr (
        "Usage: espalierctl template render --template FILE [--data FILE.json] [--partials DIR]\n");
      return 2;
    }
  return render (&options);
}
