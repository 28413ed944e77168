/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl audience: people who are mirrored to advertising platforms, and the files of hashes. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-audience.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "engine/audience/esp-ad-identity.h"
#include "store/esp-leads.h"
#include "store/esp-segments.h"
#include "worker/esp-ad-mirror.h"

#define SUBJECT "audience"

typedef struct
{
  char *workspace;
  char *name;
  char *platform;
  char *segment;
  char *consent;
  char *note;
  int stay_days; /* -1: as it is */
  char *which;
  char *output;
  gboolean is_json;
  const char *action;
  const char *reference;
  char **leads; /* (unowned) */
  gint64 n;
  GString *text;        /* (owned) (nullable) */
  JsonBuilder *builder; /* (owned) (nullable) */
} Options;

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_free (options->name);
  g_free (options->platform);
  g_free (options->segment);
  g_free (options->consent);
  g_free (options->note);
  g_free (options->which);
  g_free (options->output);
  if (options->text != NULL)
    g_string_free (options->text, TRUE);
  g_clear_object (&options->builder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static EspAdAudience *
find (EspTx *tx, const Options *options, GError **error)
{
  gint64 id = 0;

  if (!esp_ad_audience_resolve (tx, options->reference, &id, error))
    return NULL;
  return esp_ad_audience_load (tx, id, error);
}

static void
replace (char **text, const char *by)
{
  if (by == NULL)
    return;
  g_free (*text);
  *text = g_strdup (by);
}

static gboolean
fill (EspTx *tx, const Options *options, EspAdAudience *audience, GError **error)
{
  EspAdPlatform platform;

  replace (&audience->name, options->name);
  replace (&audience->platform, options->platform);
  replace (&audience->note, options->note);
  if (!esp_ad_platform_from_name (audience->platform, &platform))
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "The platform is meta, google, tiktok, linkedin, kakao or naver");
      return FALSE;
    }
  if (options->stay_days >= 0)
    audience->stay_days = options->stay_days;
  if (options->consent != NULL)
    audience->needs_consent = g_str_equal (options->consent, "granted");
  if (options->segment != NULL && *options->segment == '\0')
    audience->segment_id = 0;
  else if (options->segment != NULL)
    return esp_segment_resolve (tx, options->segment, &audience->segment_id, error);
  return TRUE;
}

static gboolean
new_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspAdAudience) audience = g_new0 (EspAdAudience, 1);

  audience->name = g_strdup (options->reference);
  audience->platform = g_strdup ("meta");
  audience->needs_consent = TRUE;
  if (!fill (tx, options, audience, error) || !esp_ad_audience_insert (tx, audience, error))
    return FALSE;
  options->n = audience->id;
  return TRUE;
}

static gboolean
set_cb (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspAdAudience) audience = find (tx, data, error);

  return audience != NULL && fill (tx, data, audience, error) &&
         esp_ad_audience_update (tx, audience, error);
}

static gboolean
delete_cb (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspAdAudience) audience = find (tx, data, error);

  return audience != NULL && esp_ad_audience_delete (tx, audience->id, error);
}

static gboolean
forget_cb (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspAdAudience) audience = find (tx, data, error);

  return audience != NULL && esp_ad_audience_forget_shared (tx, audience->id, error);
}

static gboolean
put_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspAdAudience) audience = find (tx, options, error);
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();

  if (audience == NULL)
    return FALSE;
  for (guint i = 0; options->leads[i] != NULL; i++)
    {
      gint64 lead_id = 0;

      if (!esp_lead_resolve (tx, options->leads[i], &lead_id, error))
        return FALSE;
      esp_bitmap_add (leads, (guint32) lead_id);
    }
  return esp_ad_audience_put (tx, audience->id, g_str_equal (options->action, "add"), leads,
                              &options->n, error);
}

static gboolean
export_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspAdAudience) audience = find (tx, options, error);
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (options->output);
  EspAdFile which = g_strcmp0 (options->which, "new") == 0    ? ESP_AD_FILE_NEW
                    : g_strcmp0 (options->which, "gone") == 0 ? ESP_AD_FILE_GONE
                                                              : ESP_AD_FILE_ALL;

  return audience != NULL && esp_ad_mirror_write (tx, audience, which, file, &options->n, error);
}

static void
add_audience (Options *options, const EspAdAudience *audience, const EspAdMirror *mirror)
{
  gint64 inside = (gint64) esp_bitmap_count (mirror->inside);
  gint64 consented = (gint64) esp_bitmap_count (mirror->consented);
  gint64 identified = (gint64) esp_bitmap_count (mirror->identified);
  gint64 stayed = (gint64) esp_bitmap_count (mirror->stayed);
  EspAdPlatform platform = ESP_AD_META;
  /* The schema knows no other platforms. */
  gboolean is_known = esp_ad_platform_from_name (audience->platform, &platform);
  gint64 least = is_known ? esp_ad_platform_min_people (platform) : 0;
  gboolean is_small = identified < least;

  if (options->builder == NULL)
    {
      g_string_append_printf (options->text,
                              "%" G_GINT64_FORMAT "  %s (%s%s%s)\n   inside %" G_GINT64_FORMAT
                              " → with consent %" G_GINT64_FORMAT
                              " → with an address %" G_GINT64_FORMAT
                              "\n   at the platform %" G_GINT64_FORMAT ", to add %" G_GINT64_FORMAT
                              ", to take back %" G_GINT64_FORMAT "\n",
                              audience->id, audience->name, audience->platform,
                              audience->segment != NULL ? ", " : "",
                              audience->segment != NULL ? audience->segment : "", inside, consented,
                              identified, audience->n_shared, mirror->n_new, mirror->n_gone);
      if (audience->stay_days > 0)
        g_string_append_printf (options->text,
                                "   stays %d days; %" G_GINT64_FORMAT " had their time\n",
                                audience->stay_days, stayed);
      if (is_small)
        g_string_append_printf (options->text,
                                "   %s shows nothing to fewer than %" G_GINT64_FORMAT
                                " people whom it recognises\n",
                                esp_ad_platform_title (platform), least);
      return;
    }
  json_builder_begin_object (options->builder);
  esp_ctl_add_int (options->builder, "id", audience->id);
  esp_ctl_add_text (options->builder, "name", audience->name);
  esp_ctl_add_text (options->builder, "platform", audience->platform);
  esp_ctl_add_text (options->builder, "segment", audience->segment);
  esp_ctl_add_text (options->builder, "consent",
                    audience->needs_consent ? "granted" : "not-refused");
  esp_ctl_add_text (options->builder, "note", audience->note);
  esp_ctl_add_int (options->builder, "added", audience->n_added);
  esp_ctl_add_int (options->builder, "removed", audience->n_removed);
  esp_ctl_add_int (options->builder, "inside", inside);
  esp_ctl_add_int (options->builder, "consented", consented);
  esp_ctl_add_int (options->builder, "identified", identified);
  esp_ctl_add_int (options->builder, "stay_days", audience->stay_days);
  esp_ctl_add_int (options->builder, "stayed", stayed);
  esp_ctl_add_int (options->builder, "platform_minimum", least);
  esp_ctl_add_int (options->builder, "shared", audience->n_shared);
  esp_ctl_add_int (options->builder, "shared_us", audience->shared_us);
  esp_ctl_add_int (options->builder, "new", mirror->n_new);
  esp_ctl_add_int (options->builder, "gone", mirror->n_gone);
  json_builder_end_object (options->builder);
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (GPtrArray) list = esp_ad_audience_list (tx, error);
  gint64 wanted = 0;

  if (list == NULL || (options->reference != NULL &&
                       !esp_ad_audience_resolve (tx, options->reference, &wanted, error)))
    return FALSE;
  options->text = g_string_new (NULL);
  options->builder = options->is_json ? json_builder_new () : NULL;
  if (options->builder != NULL && wanted == 0)
    json_builder_begin_array (options->builder);
  for (guint i = 0; i < list->len; i++)
    {
      const EspAdAudience *audience = g_ptr_array_index (list, i);
      g_autoptr (EspAdMirror) mirror = NULL;

      if (wanted != 0 && audience->id != wanted)
        continue;
      mirror = esp_ad_mirror_load (tx, audience, error);
      if (mirror == NULL)
        return FALSE;
      add_audience (options, audience, mirror);
    }
  if (options->builder != NULL && wanted == 0)
    json_builder_end_array (options->builder);
  return TRUE;
}

static int
run_read (Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store =
    esp_ctl_open_workspace (options->workspace, ESP_STORE_READ_ONLY, &error);
  gboolean is_ok;

  if (store == NULL)
    return esp_ctl_fail (SUBJECT, error);
  is_ok = esp_store_read (store, ESP_READ_LONG, list_cb, options, NULL, &error);
  esp_store_close (store);
  if (!is_ok)
    return esp_ctl_fail (SUBJECT, error);
  if (options->is_json)
    esp_ctl_print_json (options->builder);
  else
    g_print ("%s", options->text->len > 0 ? options->text->str : "There are no audiences yet\n");
  return ESP_CTL_OK;
}

static int
run_write (Options *options, EspStoreFunc func, const char *kind, const char *said)
{
  const EspOperation operation = { .kind = kind,
                                   .summary = options->reference,
                                   .actor = "espalierctl" };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = esp_ctl_open_workspace (options->workspace, ESP_STORE_OPEN, &error);
  gint64 history_id = 0;
  gboolean is_ok;

  if (store == NULL)
    return esp_ctl_fail (SUBJECT, error);
  is_ok =
    esp_store_write (store, kind != NULL ? &operation : NULL, func, options, &history_id, &error);
  esp_store_close (store);
  if (!is_ok)
    return esp_ctl_fail (SUBJECT, error);
  g_print ("%s", said);
  if (func == new_cb)
    g_print (" %" G_GINT64_FORMAT, options->n);
  else if (func == put_cb || func == export_cb)
    g_print (": %" G_GINT64_FORMAT " people", options->n);
  if (history_id != 0)
    g_print (". Undo with: espalierctl undo %" G_GINT64_FORMAT, history_id);
  g_print ("\n");
  return ESP_CTL_OK;
}

/* What a platform would see of an address: nothing is sent, nothing is kept. */
static int
run_hash (const Options *options)
{
  EspAdPlatform platform;

  if (!esp_ad_platform_from_name (options->platform != NULL ? options->platform : "meta",
                                  &platform))
    return esp_ctl_usage (SUBJECT,
                          "The platform is meta, google, tiktok, linkedin, kakao or naver");
  for (guint i = 0; i < ESP_N_AD_KINDS; i++)
    {
      gboolean is_mail = g_utf8_strchr (options->reference, -1, '@') != NULL;
      EspAdKind kind = (EspAdKind) i;
      g_autofree char *normal = esp_ad_normalize (platform, kind, options->reference);
      char hash[ESP_AD_HASH_SIZE];

      if ((kind == ESP_AD_EMAIL) != is_mail)
        continue;
      if (!esp_ad_hash (platform, kind, options->reference, hash))
        return esp_ctl_usage (SUBJECT, "That is no address that the platform takes");
      g_print ("%s\n%s\n", normal, hash);
    }
  return ESP_CTL_OK;
}

static const char *
find_fault (const Options *options)
{
  if (options->consent != NULL && !g_str_equal (options->consent, "granted") &&
      !g_str_equal (options->consent, "not-refused"))
    return "The consent is granted (who agreed) or not-refused (whoever did not refuse)";
  if (options->which != NULL && !g_str_equal (options->which, "all") &&
      !g_str_equal (options->which, "new") && !g_str_equal (options->which, "gone"))
    return "--which is all, new or gone";
  if (options->stay_days < -1 || options->stay_days > ESP_AD_AUDIENCE_MAX_STAY)
    return "--stay is 1 to 540 days; 0 is as long as somebody is in the audience";
  if (g_str_equal (options->action, "export") && options->output == NULL)
    return "Where to? Give --output FILE";
  return NULL;
}

static int
run (Options *options, int argc, char **argv)
{
  static const struct
  {
    const char *action;
    EspStoreFunc func;
    const char *kind; /* NULL: it cannot be undone */
    const char *said;
  } writes[] = {
    { "new", new_cb, "audience", "Audience" },
    { "set", set_cb, "audience", "Changed" },
    { "delete", delete_cb, "audience", "Deleted" },
    { "add", put_cb, "audience", "Put in" },
    { "remove", put_cb, "audience", "Taken out" },
    { "export", export_cb, NULL, "Written" },
    { "forget", forget_cb, NULL, "Nobody of it is at the platform any more" },
  };
  const char *fault;

  options->action = argc >= 2 ? argv[1] : "";
  options->reference = argc >= 3 ? argv[2] : NULL;
  options->leads = argc >= 3 ? argv + 3 : NULL;
  if (g_str_equal (options->action, "list") && argc == 2)
    return run_read (options);
  fault = find_fault (options);
  if (fault != NULL)
    return esp_ctl_usage (SUBJECT, fault);
  if (options->reference == NULL)
    return esp_ctl_usage (SUBJECT, "Say what to do, and with which audience: see --help");
  if (g_str_equal (options->action, "show") && argc == 3)
    return run_read (options);
  if (g_str_equal (options->action, "hash") && argc == 3)
    return run_hash (options);
  for (gsize i = 0; i < G_N_ELEMENTS (writes); i++)
    if (g_str_equal (options->action, writes[i].action))
      {
        if ((writes[i].func == put_cb) != (argc > 3))
          return esp_ctl_usage (SUBJECT, "Leads are named for “add” and “remove”, and only there");
        return run_write (options, writes[i].func, writes[i].kind, writes[i].said);
      }
  return esp_ctl_usage (SUBJECT, "The action is “new”, “list”, “show”, “set”, “delete”, “add”, "
                                 "“remove”, “export”, “forget” or “hash”");
}

/**
 * esp_ctl_audience:
 *
 * The subject "audience".
 *
 * Returns: the exit status
 */
int
esp_ctl_audience (int argc, char **argv)
{
  g_auto (Options) options = { .stay_days = -1 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options.workspace, "the workspace file",
      "FILE" },
    { "name", 'n', 0, G_OPTION_ARG_STRING, &options.name, "what it is called from now on", "NAME" },
    { "platform", 'p', 0, G_OPTION_ARG_STRING, &options.platform,
      "meta (as it is), google, tiktok, linkedin, kakao or naver", "PLATFORM" },
    { "segment", 's', 0, G_OPTION_ARG_STRING, &options.segment,
      "who is in it by itself; empty: nobody", "SEGMENT" },
    { "consent", 'c', 0, G_OPTION_ARG_STRING, &options.consent,
      "granted (as it is): who agreed; not-refused: whoever did not refuse", "RULE" },
    { "stay", 0, 0, G_OPTION_ARG_INT, &options.stay_days,
      "how long somebody is left at the platform, 1 to 540; 0: while they are in it", "DAYS" },
    { "note", 0, 0, G_OPTION_ARG_STRING, &options.note, "a note", "TEXT" },
    { "which", 0, 0, G_OPTION_ARG_STRING, &options.which,
      "all (as it is), new: not there yet, gone: to be taken back from there", "WHICH" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, "the file of hashes", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (
    "new NAME | list | show NAME | set NAME | delete NAME | add NAME LEAD… | remove NAME LEAD… | "
    "export NAME -o FILE | forget NAME | hash ADDRESS — audiences of advertisements");
  int status = ESP_CTL_OK;

  g_option_context_add_main_entries (context, entries, NULL);
  if (esp_ctl_parse (context, &argc, &argv, SUBJECT, &status))
    status = run (&options, argc, argv);
  return status;
}
