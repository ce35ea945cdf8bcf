extension ConfigurationSample {
    static let etcd = """
          - job: cluster-state
            type: etcd
            # etcdctl cannot write a snapshot to a pipe: here is room for the whole database.
            tmp_dir: /var/tmp
            sources:
              - connect:
                  # The first that is healthy is asked.
                  endpoints:
                    - https://127.0.0.1:2379
                  # As kubeadm lays them out on a control plane.
                  ca_cert: /etc/kubernetes/pki/etcd/ca.crt
                  cert: /etc/kubernetes/pki/etcd/server.crt
                  key: /etc/kubernetes/pki/etcd/server.key

        """
}
