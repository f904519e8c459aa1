/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/account/certificate-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "desktop/enterprise/office/time-words.h"
#include "exchange/certificate.h"

#define SERIAL_SHOWN 8 /* digits */

struct _ZbCertificateRow {
  AdwActionRow parent_instance;

  GPtrArray *certificates; /* owned (nullable) ZbCertificate */

  /* Template */
  GtkDropDown *choice;
};

G_DEFINE_FINAL_TYPE (ZbCertificateRow, zb_certificate_row, ADW_TYPE_ACTION_ROW)

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static const ZbCertificate *
get_chosen (ZbCertificateRow *row)
{
  guint selected = gtk_drop_down_get_selected (row->choice);

  return row->certificates != NULL && selected < row->certificates->len
             ? row->certificates->pdata[selected]
             : NULL;
}

const char *
zb_certificate_row_chosen (ZbCertificateRow *row)
{
  const ZbCertificate *chosen = get_chosen (row);

  return chosen != NULL ? zb_certificate_serial (chosen) : NULL;
}

static void
describe_chosen (ZbCertificateRow *row)
{
  const ZbCertificate *chosen = get_chosen (row);

  if (chosen == NULL)
    return;
  g_autofree char *end = zb_time_words (zb_certificate_not_after (chosen));
  g_autofree char *issuer = zb_certificate_dup_issuer_name (chosen);
  /* Translators: person, issuer, time. */
  g_autofree char *words = g_strdup_printf (_ ("%s, certified by %s until %s"),
                                            zb_certificate_name (chosen), issuer, end);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
}

static void
chosen_cb (GObject *object, GParamSpec *pspec, ZbCertificateRow *row)
{
  if (get_chosen (row) == NULL)
    return;
  describe_chosen (row);
  g_signal_emit (row, signals[CHOSEN], 0);
}

/* The end of its serial number tells it from the others, and has room. (transfer full) */
static char *
dup_name (const ZbCertificate *certificate)
{
  const char *serial = zb_certificate_serial (certificate);
  gsize length = strlen (serial);
  gboolean cut = length > SERIAL_SHOWN;

  /* Translators: person, "…" or nothing, end of the serial number of his certificate. */
  return g_strdup_printf (_ ("%s, no. %s%s"), zb_certificate_name (certificate), cut ? "…" : "",
                          cut ? serial + length - SERIAL_SHOWN : serial);
}

void
zb_certificate_row_show (ZbCertificateRow *row, GPtrArray *certificates)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint n = certificates != NULL ? certificates->len : 0;

  for (guint i = 0; i < n; i++)
    gtk_string_list_take (names, dup_name (certificates->pdata[i]));
  /* While none is there, nobody is told that one was chosen. */
  g_clear_pointer (&row->certificates, g_ptr_array_unref);
  gtk_drop_down_set_model (row->choice, G_LIST_MODEL (names));
  row->certificates = certificates != NULL ? g_ptr_array_ref (certificates) : NULL;
  gtk_widget_set_visible (GTK_WIDGET (row->choice), n > 1);
  gtk_widget_set_visible (GTK_WIDGET (row), n > 0);
  describe_chosen (row);
}

static void
zb_certificate_row_dispose (GObject *object)
{
  ZbCertificateRow *row = ZB_CERTIFICATE_ROW (object);

  g_clear_pointer (&row->certificates, g_ptr_array_unref);
  G_OBJECT_CLASS (zb_certificate_row_parent_class)->dispose (object);
}

static void
zb_certificate_row_class_init (ZbCertificateRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zb_certificate_row_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", ZB_TYPE_CERTIFICATE_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zhibao/Desktop/certificate-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbCertificateRow, choice);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
zb_certificate_row_init (ZbCertificateRow *row)
{
  gtk_widget_init_template (GTK_WIDGET (row));
}
