/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes the picture of a journey to a file or to the printer, as it is shown. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-print.h"

#include "base/esp-format.h"
#include "base/esp-thread.h"
#include "draw/esp-journey-export.h"
#include "views/journeys/esp-journey-canvas.h"
#include "views/journeys/esp-journey-words.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-particle.h"

#include <glib/gi18n.h>

static const EspFileFilter filters[] = { { N_ ("PDF"), "*.pdf" },
                                         { N_ ("Drawing (SVG)"), "*.svg" },
                                         { N_ ("Picture (PNG)"), "*.png" },
                                         { NULL, NULL } };

/* A journey on its way to paper: nothing that is edited meanwhile changes it. */
typedef struct
{
  EspSession *session;               /* (owned) */
  EspJourneyLayout *layout;          /* (owned) */
  EspJourneyFaces *faces;            /* (owned) (nullable) */
  GPtrArray *outline;                /* (owned) (element-type EspOutlineLine) the same in words */
  EspOutlinePaper *paper_of_outline; /* (owned) (nullable) while it is printed */
  gboolean has_outline;
  char *title;    /* (owned) */
  char *subtitle; /* (owned) */
  EspJourneyPaper paper;
  GFile *file;       /* (owned) (nullable) */
  EspThread *thread; /* (owned) (nullable) that draws */
  GBytes *content;   /* (owned) (nullable) */
} Print;

static void
print_free (Print *self)
{
  g_clear_object (&self->session);
  g_clear_object (&self->file);
  g_clear_pointer (&self->content, g_bytes_unref);
  esp_journey_layout_unref (self->layout);
  g_clear_pointer (&self->faces, esp_journey_faces_unref);
  g_clear_pointer (&self->paper_of_outline, esp_outline_paper_free);
  g_ptr_array_unref (self->outline);
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Print, print_free)

static void
add_way (GPtrArray *lines, const EspJourneyStep *step, guint branch, const EspJourneyNames *names)
{
  g_autofree char *title = esp_journey_words_branch (step, branch, names);
  gboolean is_empty = esp_journey_step_get_branch (step, branch)->first_step == ESP_JOURNEY_NOWHERE;

  esp_outline_lines_add (lines, step->level * 2 + 1, 0, title,
                         is_empty ? _ ("no steps yet") : NULL);
}

static void
add_step (GPtrArray *lines, EspJourney *journey, guint32 index, const EspJourneyNames *names)
{
  const EspJourneyStep *step = esp_journey_get_step (journey, index);
  g_autofree char *title = esp_journey_words_title (journey, step, names);
  g_autofree char *line = esp_journey_words_line (journey, step, names);
  const char *kind = step->kind == ESP_STEP_SEND ? esp_journey_words_medium (step, names)
                                                 : esp_journey_words_step_kind (step->kind);
  g_autoptr (GString) detail = g_string_new (kind);

  if (step->is_off)
    g_string_append_printf (detail, " · %s", C_ ("journey", "off"));
  if (*line != '\0')
    g_string_append_printf (detail, " · %s", line);
  esp_outline_lines_add (lines, step->level * 2, index + 1, title, detail->str);
}

static void
add_steps (GPtrArray *lines, EspJourney *journey, guint32 first, const EspJourneyNames *names)
{
  for (guint32 i = first; i != ESP_JOURNEY_NOWHERE; i = esp_journey_get_step (journey, i)->sibling)
    {
      const EspJourneyStep *step = esp_journey_get_step (journey, i);

      add_step (lines, journey, i, names);
      for (guint j = 0; j < esp_journey_step_get_n_branches (step); j++)
        {
          add_way (lines, step, j, names);
          add_steps (lines, journey, esp_journey_step_get_branch (step, j)->first_step, names);
        }
    }
}

static GPtrArray *
outline_new (EspJourney *journey, const EspJourneyNames *names)
{
  GPtrArray *lines = esp_outline_lines_new ();
  g_autofree char *entries = esp_journey_words_entries (journey, names);

  esp_outline_lines_add (lines, 0, 0, C_ ("journey", "Entry"), entries);
  add_steps (lines, journey, esp_journey_get_first (journey), names);
  return lines;
}

/* Returns: (transfer full) (nullable): %NULL while nothing is shown */
static Print *
print_new (EspJourneyDesk *desk)
{
  EspSession *session = esp_journey_desk_get_session (desk);
  EspJourneyCanvas *canvas = ESP_JOURNEY_CANVAS (esp_journey_desk_get_canvas (desk));
  EspJourneyLayout *layout = esp_journey_canvas_get_layout (canvas);
  EspJourneyFaces *faces = esp_journey_canvas_get_faces (canvas);
  g_autofree char *now = NULL;
  Print *self;

  if (layout == NULL)
    return NULL;
  now = esp_format_date (esp_clock_now_us (esp_session_get_clock (session)),
                         esp_session_get_zone (session), ESP_DATE_DAY_TIME,
                         esp_session_get_lang (session));
  self = g_new0 (Print, 1);
  self->session = g_object_ref (session);
  self->layout = esp_journey_layout_ref (layout);
  self->faces = faces != NULL ? esp_journey_faces_ref (faces) : NULL;
  self->outline = outline_new (layout->journey, esp_journey_desk_get_names (desk));
  self->has_outline = TRUE;
  self->title = esp_journey_desk_dup_title (desk);
  self->subtitle =
    g_strdup_printf ("%s · %s", esp_workspace_get_title (esp_session_get_workspace (session)), now);
  self->paper = ESP_JOURNEY_PAPER_AUTO;
  return self;
}

static EspJourneyExport
get_options (const Print *self)
{
  return (EspJourneyExport){ .paper = self->paper,
                             .title = self->title,
                             .subtitle = self->subtitle,
                             .outline = self->has_outline ? self->outline : NULL,
                             .n_behind = self->paper_of_outline != NULL
                                           ? esp_outline_paper_get_n_pages (self->paper_of_outline)
                                           : 0,
                             /* Translators: pages of print: this one, how many. */
                             .page_format = C_ ("print", "Page %u of %u") };
}

/* Files */

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Print) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (self->file);
  g_autofree char *text = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    text = esp_particle_printf (_ ("The picture is in %s"), name);
  else
    text =
      g_strdup_printf (_ ("“%s” could not be written: is the folder writable and is there room?"),
                       name);
  esp_session_toast (self->session, text);
}

static gboolean
drawn_cb (gpointer data)
{
  Print *self = data;

  esp_thread_join (self->thread);
  g_clear_object (&self->thread);
  if (self->content == NULL)
    {
      esp_session_toast (self->session, _ ("The picture could not be drawn"));
      print_free (self);
      return G_SOURCE_REMOVE;
    }
  g_file_replace_contents_bytes_async (self->file, self->content, NULL, FALSE, G_FILE_CREATE_NONE,
                                       NULL, written_cb, self);
  return G_SOURCE_REMOVE;
}

static void
draw_worker (gpointer data)
{
  Print *self = data;
  EspJourneyExport options = get_options (self);
  g_autofree char *name = g_file_get_basename (self->file);
  g_autoptr (GError) error = NULL;

  if (!esp_journey_file_from_name (name, &options.file))
    options.file = ESP_JOURNEY_FILE_PDF;
  self->content = esp_journey_export (self->layout, self->faces, &options, &error);
  if (error != NULL)
    g_warning ("%s", error->message);
  (void) g_idle_add (drawn_cb, self); /* it removes itself */
}

/* Without an ending that we know, the name gets one. */
static GFile *
complete_name (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *longer = g_strconcat (name, ".pdf", NULL);
  EspJourneyFile kind;

  if (esp_journey_file_from_name (name, &kind) || folder == NULL)
    return g_object_ref (file);
  return g_file_get_child (folder, longer);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Print) self = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL); /* closed: no error */
  EspThread *thread;

  if (file == NULL)
    return;
  self->file = complete_name (file);
  /* Thousands of steps take a while, and the window stays alive. */
  thread = self->thread = esp_thread_new ("esp-picture");
  esp_thread_post (thread, draw_worker, g_steal_pointer (&self));
}

static void
picture_act (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  Print *self = print_new (user_data);
  g_autofree char *name = NULL;

  if (self == NULL)
    return;
  name = g_strconcat (self->title, ".pdf", NULL);
  (void) g_strdelimit (name, "/\\:", '-'); /* in place */
  esp_dialog_save_file_async (esp_session_get_window (self->session), _ ("Save as a picture"), name,
                              filters, esp_session_get_cancellable (self->session), chosen_cb,
                              self);
}

/* Paper */

static void
set_page (GtkPrintOperation *operation, Print *self)
{
  EspJourneyExport options = get_options (self);
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();
  double width, height;

  esp_journey_export_get_page_size (self->layout, &options, &width, &height);
  gtk_page_setup_set_orientation (setup, width > height ? GTK_PAGE_ORIENTATION_LANDSCAPE
                                                        : GTK_PAGE_ORIENTATION_PORTRAIT);
  gtk_print_operation_set_default_page_setup (operation, setup);
}

static void
begin_print_cb (GtkPrintOperation *operation, GtkPrintContext *context, Print *self)
{
  EspJourneyExport options = get_options (self);
  guint n = esp_journey_export_count_pages (self->layout, &options);
  const EspOutlineHeading heading = { options.title, options.subtitle, options.page_format, NULL,
                                      n };

  g_clear_pointer (&self->paper_of_outline, esp_outline_paper_free);
  if (self->has_outline)
    {
      self->paper_of_outline = esp_outline_paper_new (self->outline, &heading);
      n += esp_outline_paper_get_n_pages (self->paper_of_outline);
    }
  gtk_print_operation_set_n_pages (operation, (int) n);
}

/* The list stands upright, however the picture lies. */
static void
request_setup_cb (GtkPrintOperation *operation,
                  GtkPrintContext *context,
                  int page,
                  GtkPageSetup *setup,
                  Print *self)
{
  EspJourneyExport options = get_options (self);

  if ((guint) page >= esp_journey_export_count_pages (self->layout, &options))
    gtk_page_setup_set_orientation (setup, GTK_PAGE_ORIENTATION_PORTRAIT);
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, Print *self)
{
  EspJourneyExport options = get_options (self);
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  guint n = esp_journey_export_count_pages (self->layout, &options);
  double width = ESP_OUTLINE_PAPER_WIDTH, height = ESP_OUTLINE_PAPER_HEIGHT, scale;

  /* Laid out for A4; other paper shows the same, as large as it can. */
  if ((guint) page < n)
    esp_journey_export_get_page_size (self->layout, &options, &width, &height);
  scale = MIN (gtk_print_context_get_width (context) / width,
               gtk_print_context_get_height (context) / height);
  cairo_scale (cr, scale, scale);
  if ((guint) page < n)
    esp_journey_export_paint_page (self->layout, self->faces, &options, cr, (guint) page);
  else if (self->paper_of_outline != NULL)
    esp_outline_paper_paint (self->paper_of_outline, cr, (guint) page - n);
}

static GObject *
create_tab_cb (GtkPrintOperation *operation, Print *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *one = gtk_check_button_new_with_mnemonic (_ ("Everything on _one page"));
  GtkWidget *many = gtk_check_button_new_with_mnemonic (_ ("As many pages as can be _read well"));
  GtkWidget *words = gtk_check_button_new_with_mnemonic (_ ("With the steps as a _list"));
  EspJourneyExport options = get_options (self);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (words), TRUE);
  gtk_check_button_set_group (GTK_CHECK_BUTTON (many), GTK_CHECK_BUTTON (one));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (
                                 esp_journey_export_count_pages (self->layout, &options) > 1 ? many
                                                                                             : one),
                               TRUE);
  g_object_set (box, "margin-top", 18, "margin-bottom", 18, "margin-start", 18, "margin-end", 18,
                NULL);
  gtk_box_append (GTK_BOX (box), one);
  gtk_box_append (GTK_BOX (box), many);
  gtk_box_append (GTK_BOX (box), words);
  g_object_set_data (G_OBJECT (box), "esp-words", words);
  g_object_set_data (G_OBJECT (box), "esp-one", one);
  return G_OBJECT (box);
}

static void
apply_tab_cb (GtkPrintOperation *operation, GtkWidget *box, Print *self)
{
  GtkCheckButton *one = g_object_get_data (G_OBJECT (box), "esp-one");

  self->has_outline = gtk_check_button_get_active (g_object_get_data (G_OBJECT (box), "esp-words"));
  self->paper = gtk_check_button_get_active (one) ? ESP_JOURNEY_PAPER_FIT : ESP_JOURNEY_PAPER_TILES;
}

static void
print_act (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  Print *self = print_new (user_data);

  if (self == NULL)
    return;
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_job_name (operation, self->title);
  gtk_print_operation_set_custom_tab_label (operation, C_ ("area", "Journeys"));
  set_page (operation, self);
  g_object_set_data_full (G_OBJECT (operation), "esp-print", self, (GDestroyNotify) print_free);
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_print_cb), self);
  g_signal_connect (operation, "request-page-setup", G_CALLBACK (request_setup_cb), self);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page_cb), self);
  g_signal_connect (operation, "create-custom-widget", G_CALLBACK (create_tab_cb), self);
  g_signal_connect (operation, "custom-widget-apply", G_CALLBACK (apply_tab_cb), self);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                               esp_session_get_window (self->session),
                               NULL) == GTK_PRINT_OPERATION_RESULT_ERROR)
    esp_session_toast (self->session, _ ("The page could not be printed; is a printer set up?"));
}

/**
 * esp_journey_print_add_actions:
 *
 * Adds "picture" and "print", and Ctrl+P.
 */
void
esp_journey_print_add_actions (EspJourneyDesk *desk, GSimpleActionGroup *group)
{
  static const GActionEntry entries[] = { { .name = "picture", .activate = picture_act },
                                          { .name = "print", .activate = print_act } };
  GtkEventController *keys = gtk_shortcut_controller_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), desk);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_p,
                                                                                  GDK_CONTROL_MASK),
                                                          gtk_named_action_new ("screen.print")));
  gtk_widget_add_controller (GTK_WIDGET (desk), keys);
}

/**
 * esp_journey_print_append:
 *
 * Adds what takes the picture out of the program.
 */
void
esp_journey_print_append (GMenu *menu)
{
  g_menu_append (menu, _ ("Save as a P_icture…"), "screen.picture");
  g_menu_append (menu, _ ("_Print…"), "screen.print");
}
